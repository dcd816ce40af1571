"""The momentum that can change: the optimizer, and what changes it."""

import keras

from keras_nntricks import callbacks, optimizers
from tests.conformance.case import Case

_MOMENTUM = (-0.1, 1.5, float("nan"), "high", True)
_FREE = {
    "learning_rate": "Keras takes numbers, schedules and functions",
    "nesterov": "Keras takes any truth value",
}


def _model():
    keras.utils.set_random_seed(1)
    layers = [keras.Input((4,)), keras.layers.Dense(5, "relu"), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    model.compile(optimizers.SGD(0.05), "mse", jit_compile=False)
    model.optimizer.build(model.trainable_variables)
    return model


CASES = (
    Case(
        optimizers.SGD,
        {"learning_rate": 0.0625, "momentum": 0.75},
        bad={"momentum": _MOMENTUM},
        free=_FREE,
    ),
    Case(
        optimizers.SGD,
        {"learning_rate": 0.0625, "momentum": 0.5, "nesterov": True},
        bad={"momentum": _MOMENTUM},
        free=_FREE,
    ),
    Case(
        callbacks.MomentumRamp,
        {"max_momentum": 0.8, "every": 2},
        bad={"max_momentum": (0.4, 1, "high", True), "every": (0, 1.5, True)},
        trains=_model,
    ),
)
