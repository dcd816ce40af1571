"""Small problems, and the plain loop that every run is compared with."""

import keras
import numpy as np

from keras_nntricks import sweeps

CLASSES = 3


def data(num_examples=23, seed=0):
    """Three noisy clusters in four dimensions."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(CLASSES, 4)) * 2
    y = rng.integers(CLASSES, size=num_examples).astype("int32")
    x = centres[y] + rng.normal(size=(num_examples, 4))
    return x.astype("float32"), y


def dense(optimizer, width=5):
    """A compiled net without randomness in training."""
    model = keras.Sequential(
        [
            keras.layers.Input((4,)),
            keras.layers.Dense(width, activation="tanh"),
            keras.layers.Dense(CLASSES),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def sgd(learning_rate=0.1, width=5, **kwargs):
    """The same with stochastic gradient descent."""
    return dense(keras.optimizers.SGD(learning_rate, **kwargs), width)


def plain_fit(build, run, x, y, epochs, batch_size, validation_data=None, eager=False):
    """One `fit` per epoch over the shuffled examples, as a person would write it.

    Eager steps are the same steps without the time to compile them.
    """
    settings = {name: value for name, value in run.items() if name != "seed"}
    keras.utils.set_random_seed(run["seed"])
    model = build(**settings)
    model.run_eagerly = eager
    history = {}
    for epoch in range(epochs):
        order = sweeps.batch_order(run["seed"], epoch, len(x))
        logs = model.fit(
            x[order],
            y[order],
            batch_size=batch_size,
            initial_epoch=epoch,
            epochs=epoch + 1,
            shuffle=False,
            validation_data=validation_data,
            verbose=0,
        ).history
        for name, values in logs.items():
            history.setdefault(name, []).extend(values)
    return model, history


def assert_equals_fit(result, build, runs, x, y, tolerance=2e-5, **kwargs):
    """Every run has the weights and the history of its plain fit."""
    for i, run in enumerate(runs):
        model, history = plain_fit(build, run, x, y, **kwargs)
        row = result.rows[i]
        assert row["run"] == run
        assert (row["status"], row["diverged_at"]) == ("done", None)
        assert sorted(row["history"]) == sorted(history)
        for name, values in history.items():
            np.testing.assert_allclose(
                row["history"][name], values, rtol=1e-4, atol=tolerance
            )
        for ours, theirs in zip(result.weights(i), model.get_weights(), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=tolerance)
