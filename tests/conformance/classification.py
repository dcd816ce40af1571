"""A small problem of three classes, and models that cannot be trained on it."""

import keras
import numpy as np

COUNTS = (0, -1, 1.5, True, "ten")


def inputs():
    """24 examples of four features."""
    return np.random.default_rng(0).normal(size=(24, 4)).astype("float32")


def labels():
    """Each class in turn."""
    return np.arange(24) % 3


def bad_models():
    """One that is not built, one that is not compiled, and no model at all."""
    unbuilt = keras.Sequential([keras.layers.Dense(1)])
    unbuilt.compile("sgd", "mse")
    uncompiled = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    return unbuilt, uncompiled, "model"
