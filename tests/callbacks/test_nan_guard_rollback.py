"""A training that is lost to NaN without the guard, and does its work with it."""

import keras
import numpy as np

from keras_nntricks import callbacks

CLASSES, FEATURES, EXAMPLES = 3, 8, 480


def blobs():
    """Classes around corners of a cube, and one-hot targets."""
    generator = np.random.default_rng(4)
    labels = generator.integers(0, CLASSES, EXAMPLES)
    corners = generator.choice([-1.5, 1.5], (CLASSES, FEATURES))
    x = corners[labels] + generator.normal(size=(EXAMPLES, FEATURES))
    return x.astype("float32"), np.eye(CLASSES, dtype="float32")[labels]


def trained(rate, *guards):
    """The model after 8 epochs, and its accuracy."""
    keras.utils.set_random_seed(5)
    model = keras.Sequential(
        [
            keras.Input((FEATURES,)),
            keras.layers.Dense(16, activation="leaky_relu"),
            keras.layers.Dense(16, activation="leaky_relu"),
            keras.layers.Dense(CLASSES),
        ]
    )
    jit = keras.backend.backend() == "jax"
    model.compile(keras.optimizers.SGD(rate), "mse", jit_compile=jit)
    x, y = blobs()
    model.fit(x, y, batch_size=32, epochs=8, verbose=0, callbacks=list(guards))
    outputs = model.predict(x, batch_size=EXAMPLES, verbose=0)
    return model, np.mean(outputs.argmax(axis=1) == y.argmax(axis=1))


def test_training_at_too_high_a_rate_ends_like_one_at_a_sane_rate():
    lost, _ = trained(3.0)
    assert not all(np.isfinite(weight).all() for weight in lost.get_weights())
    _, sane = trained(0.1)
    guard = callbacks.NaNGuard(
        "restore", every=10, learning_rate_factor=0.3, max_restores=8, verbose=0
    )
    model, rescued = trained(3.0, guard)
    assert guard.findings
    assert float(model.optimizer.learning_rate) < 3.0
    assert sane > 0.9
    assert rescued > sane - 0.02
