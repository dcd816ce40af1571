"""Runs whose losses, metrics or layers hold other numbers do not share a program."""

import keras
import numpy as np
import pytest

from keras_nntricks import sweeps
from tests.sweeps.problems import assert_equals_fit

RNG = np.random.default_rng(3)
X = RNG.normal(size=(20, 4)).astype("float32")
Y = RNG.normal(size=(20, 2)).astype("float32") * 3
SETTINGS = {"batch_size": 8, "epochs": 2}


def net(*layers):
    return keras.Sequential([keras.layers.Input((4,)), *layers, keras.layers.Dense(2)])


def with_huber(delta):
    model = net()
    model.compile("sgd", keras.losses.Huber(delta))
    return model


def with_cosine_loss(axis):
    model = net()
    model.compile("sgd", keras.losses.CosineSimilarity(axis=axis))
    return model


def with_cosine_metric(axis):
    model = net()
    model.compile("sgd", "mse", metrics=[keras.metrics.CosineSimilarity(axis=axis)])
    return model


class Projection(keras.layers.Layer):
    """Holds an array that is drawn when it is made, and is no variable."""

    def __init__(self):
        super().__init__()
        self.drawn = np.random.normal(size=(4, 6)).astype("float32")

    def call(self, inputs):
        return keras.ops.matmul(inputs, self.drawn)


def with_projection():
    model = net(Projection())
    model.compile("sgd", "mse")
    return model


@pytest.mark.parametrize(
    ("build", "axes"),
    [
        (with_huber, {"delta": [0.1, 2.0]}),
        (with_cosine_loss, {"axis": [-1, 0]}),
        (with_cosine_metric, {"axis": [-1, 0]}),
        (with_projection, {}),
    ],
)
def test_each_run_equals_its_fit(build, axes):
    runs = sweeps.grid(seed=[1, 2], **axes)
    result = sweeps.fit_many(build, X, Y, runs, **SETTINGS)
    assert_equals_fit(result, build, runs, X, Y, **SETTINGS)
