"""Callbacks that average weights, outputs and statistics."""

import keras
import numpy as np

from keras_nntricks import callbacks
from tests.conformance.case import Case

_COUNT = (0, -1, 1.5, True, "ten")
_BOOLEAN = (1, "yes", None)
_READ = {"batch_size": _COUNT, "num_batches": _COUNT}


def _model():
    keras.utils.set_random_seed(1)
    norm = keras.layers.BatchNormalization()
    layers = [keras.Input((4,)), keras.layers.Dense(5), norm, keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.SGD(0.05), "mse", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    return model


def _data():
    return np.random.default_rng(3).normal(size=(16, 4)).astype("float32")


CASES = (
    Case(
        callbacks.SnapshotEnsemble,
        {"cycle_length": 2},
        bad={
            "cycle_length": _COUNT,
            "unit": ("days", None),
            "initial_learning_rate": (0.0, -0.1, "high", True),
        },
    ),
    Case(
        callbacks.WeightAverage,
        {"start_epoch": 0, "every": 2, "unit": "steps", "in_validation": True},
        bad={
            **_READ,
            "start_epoch": (-1, 1.5, True, None),
            "every": _COUNT,
            "unit": ("days", None),
            "in_validation": _BOOLEAN,
            "data": (3, "all"),
        },
    ),
    Case(
        callbacks.PreciseBatchNorm,
        {"batch_size": 8},
        parts={"data": _data},
        bad={
            **_READ,
            "data": (None, 3),
            "every_epoch": _BOOLEAN,
            "estimator": ("mean", None),
        },
        trains=_model,
    ),
)
