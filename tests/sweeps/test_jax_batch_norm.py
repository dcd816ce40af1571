"""Moving statistics in stacked runs."""

import keras
import numpy as np

from keras_nntricks import layers, sweeps
from tests.sweeps.problems import CLASSES, data

X, Y = data(16)


def build(learning_rate):
    """A net with ghost batches; its statistics differ from run to run."""
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5),
            layers.BatchNorm(virtual_batch_size=4, name="norm"),
            keras.layers.Dense(CLASSES),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss)
    return model


def test_stacked_runs_have_the_statistics_of_their_own():
    runs = sweeps.grid(seed=range(2), learning_rate=[0.1])
    together = {"batch_size": 8, "epochs": 2}
    stacked = sweeps.fit_many(build, X, Y, runs, mapping="vmap", **together)
    alone = sweeps.fit_many(build, X, Y, runs, mapping="map", **together)
    for i in range(2):
        for one, other in zip(stacked.weights(i), alone.weights(i), strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)
    steps = [w for w in stacked.weights(0) if w.shape == ()]
    assert [float(w) for w in steps] == [4.0]
