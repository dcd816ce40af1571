"""Small problems on which optimizers are compared."""

import keras

from benchmarks.networks import small_classifiers
from benchmarks.networks.named_optimizers import optimizer_of

PROBLEMS = ("logistic", "mlp", "autoencoder")


def build(problem, **settings):
    """The classifier of that name, or the autoencoder, compiled."""
    if problem == "autoencoder":
        return autoencoder(**settings)
    return small_classifiers.build(problem, **settings)


def autoencoder(optimizer="adam", units=48, code=8, features=64, **settings):
    """One tanh layer on each side of a linear code, squared error."""
    dense = keras.layers.Dense
    model = keras.Sequential(
        [
            keras.layers.Input((features,)),
            dense(units, "tanh"),
            dense(code),
            dense(units, "tanh"),
            dense(features, "sigmoid"),
        ]
    )
    model.compile(optimizer_of(optimizer, **settings), "mse")
    return model
