"""A run of `fit_many` is the plain fit with its seed and batches."""

import contextlib
import random

import keras
import numpy as np
import pytest

from keras_nntricks import sweeps
from tests.sweeps.problems import CLASSES, assert_equals_fit, data, sgd

X, Y = data()


def everything(learning_rate):
    """Statistics, noise, a penalty, a metric and momentum.

    Unseeded, dropout on torch would draw from a generator that loading data moves.
    """
    model = keras.Sequential(
        [
            keras.layers.Input((4,)),
            keras.layers.Dense(6, kernel_regularizer=keras.regularizers.L2(0.01)),
            keras.layers.BatchNormalization(momentum=0.9),
            keras.layers.Activation("relu"),
            keras.layers.Dropout(0.25, seed=random.randrange(1000)),
            keras.layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.SGD(learning_rate, momentum=0.9)
    loss = "sparse_categorical_crossentropy"
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


@pytest.mark.parametrize("validation", [None, data(10, seed=1)])
def test_run_equals_plain_fit(validation):
    runs = [{"seed": 0, "learning_rate": 0.1}, {"seed": 3, "learning_rate": 0.03}]
    settings = {"batch_size": 5, "epochs": 2, "validation_data": validation}
    result = sweeps.fit_many(everything, X, Y, runs, **settings)
    assert_equals_fit(result, everything, runs, X, Y, **settings)


def test_fit_by_name_equals_plain_fit():
    runs = [{"seed": 1, "learning_rate": 0.1}]
    settings = {"batch_size": 8, "epochs": 2}
    result = sweeps.fit_many(everything, X, Y, runs, mapping="fit", **settings)
    assert_equals_fit(result, everything, runs, X, Y, **settings)


def test_one_batch_larger_than_the_data():
    runs = [{"seed": 1}, {"seed": 2}]
    settings = {"batch_size": 64, "epochs": 2}
    result = sweeps.fit_many(sgd, X, Y, runs, **settings)
    assert_equals_fit(result, sgd, runs, X, Y, **settings)


def test_model_has_the_final_weights():
    runs = sweeps.grid(seed=[5, 6])
    result = sweeps.fit_many(sgd, X, Y, runs, batch_size=8)
    for i in range(2):
        weights = result.model(i).get_weights()
        for ours, theirs in zip(result.weights(i), weights, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert not np.allclose(result.weights(0)[0], result.weights(1)[0])


def test_order_is_kept_without_shuffle():
    (row,) = sweeps.fit_many(sgd, X, Y, [{"seed": 0}], batch_size=4, shuffle=False).rows
    keras.utils.set_random_seed(0)
    model = sgd()
    history = model.fit(X, Y, batch_size=4, shuffle=False, verbose=0).history
    np.testing.assert_allclose(row["history"]["loss"], history["loss"], rtol=1e-5)


def pair(learning_rate=0.1):
    """Two inputs by name, two outputs."""
    first, second = keras.Input((2,), name="a"), keras.Input((2,), name="b")
    hidden = keras.layers.Concatenate()([first, second])
    outputs = [keras.layers.Dense(1, name=name)(hidden) for name in ("p", "q")]
    model = keras.Model({"a": first, "b": second}, outputs)
    model.compile(keras.optimizers.SGD(learning_rate), ["mse", "mae"])
    return model


def test_pytrees_of_inputs_and_targets():
    x = {"a": X[:, :2], "b": X[:, 2:]}
    y = [X[:, :1], X[:, 1:2]]
    run = {"seed": 4, "learning_rate": 0.05}
    result = sweeps.fit_many(pair, x, y, [run], batch_size=23, shuffle=False, epochs=2)
    keras.utils.set_random_seed(4)
    model = pair(0.05)
    history = model.fit(x, y, batch_size=23, shuffle=False, epochs=2, verbose=0).history
    for name, values in history.items():
        ours = result.rows[0]["history"][name]
        np.testing.assert_allclose(ours, values, rtol=1e-5)


class Late(keras.Model):
    """Creates its weights when it sees its first data."""

    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(CLASSES)

    def call(self, inputs):
        return self.dense(inputs)


def late():
    model = Late()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss)
    return model


def test_model_that_is_built_by_its_data():
    runs = [{"seed": 1}, {"seed": 2}]
    settings = {"batch_size": 6, "epochs": 2}
    result = sweeps.fit_many(late, X, Y, runs, **settings)
    assert_equals_fit(result, late, runs, X, Y, **settings)
    assert result.model(1).get_weights()[0].shape == (4, CLASSES)


def test_progress_is_shown(capsys):
    sweeps.fit_many(sgd, X, Y, [{"seed": 0}], batch_size=8, epochs=2, progress=True)
    assert "2/2" in capsys.readouterr().err


def test_interrupt_passes_through_and_leaves_nothing_broken(monkeypatch):
    @contextlib.contextmanager
    def interrupted(total, shown):
        def advance(epochs=1):
            raise KeyboardInterrupt

        yield advance

    runs, settings = sweeps.grid(seed=[0, 1]), {"batch_size": 23, "epochs": 3}
    with monkeypatch.context() as patch:
        patch.setattr("keras_nntricks.sweeps._fit_many.progress_bar", interrupted)
        with pytest.raises(KeyboardInterrupt):
            sweeps.fit_many(sgd, X, Y, runs, **settings)
    result = sweeps.fit_many(sgd, X, Y, runs, **settings)
    assert [row["status"] for row in result.rows] == ["done", "done"]
