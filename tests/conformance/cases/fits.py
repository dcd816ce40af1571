"""Functions that train a model in place of `fit`."""

import keras
import numpy as np

from keras_nntricks import optimizers
from tests.conformance.case import Case

_COUNT = (0, -1, 1.5, True, "ten")
_TOLERANCE = (-0.1, float("nan"), "small", True, None)


def classifier():
    """Batch normalization and a regularizer; the optimizer is built."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(5, "tanh", kernel_regularizer="l2"),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", run_eagerly=True)
    model.optimizer.build(model.trainable_variables)
    return model


def inputs():
    return np.random.default_rng(0).normal(size=(24, 4)).astype("float32")


def labels():
    return np.arange(24) % 3


def _unbuilt():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def _uncompiled():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])


CASES = (
    Case(
        optimizers.fit_lbfgs,
        {"epochs": 5},
        parts={"model": classifier, "x": inputs, "y": labels},
        bad={
            "model": (_unbuilt(), _uncompiled(), "model"),
            "class_weight": ([1.0], 2.0),
            "batch_size": _COUNT,
            "epochs": (*_COUNT, None),
            "verbose": (3, -1, "loud", None),
            "history_size": (*_COUNT, None),
            "gradient_tolerance": _TOLERANCE,
            "loss_tolerance": _TOLERANCE,
        },
        free={
            "y": "its shape is for the model to judge",
            "sample_weight": "its shape is for the model to judge",
            "validation_data": "`evaluate` judges it",
            "callbacks": "as in `fit`",
        },
        family="fit",
    ),
)
