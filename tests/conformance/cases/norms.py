"""Layers that normalise activations or kernels."""

import math

import keras

from keras_nntricks import layers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references import norms as references

_ROLES = ("initializer", "regularizer", "constraint")
_SWITCH = (1, "yes", None)


def _filter_response_norm(input_shape, traits=(), **kwargs):
    epsilon = kwargs.get("epsilon", 1e-6)
    return Case(
        layers.FilterResponseNorm,
        kwargs,
        input_shape,
        bad={
            "axis": (0, 1.5, True, None),
            "epsilon": (0.0, -1e-6, float("nan"), True),
            "learn_epsilon": (1, "yes"),
            "center": _SWITCH,
            "scale": _SWITCH,
        },
        free=dict.fromkeys(
            [f"{w}_{role}" for w in ("beta", "gamma") for role in _ROLES], KERAS_CHECKS
        ),
        traits={"spatial", *traits},
        channels_first={"axis": 1},
        reference=lambda x, weights: references.filter_response_norm(
            x, weights, epsilon
        ),
    )


def _dense():
    return keras.layers.Dense(2, bias_initializer="ones")


_WRAPPER = {
    "layer": (3, "dense", keras.layers.LSTM(2), keras.layers.SeparableConv1D(2, 2)),
    "axis": (1.5, True, "last", [], [0, 0]),
}


def _weight_norm():
    return Case(
        layers.WeightNorm,
        input_shape=(4, 3),
        parts={"layer": _dense},
        bad=_WRAPPER,
        free=dict.fromkeys([f"scale_{role}" for role in _ROLES], KERAS_CHECKS),
        traits={"masks", "spatial"},
        reference=lambda x, weights: references.dense(
            x, weights, references.weight_norm(weights)
        ),
    )


def _weight_standardization(gamma=None, traits=(), **kwargs):
    return Case(
        layers.WeightStandardization,
        {"epsilon": 1e-3, **kwargs},
        (4, 3),
        parts={"layer": _dense},
        bad={
            **_WRAPPER,
            "epsilon": (0.0, -1.0, float("inf"), None),
            "scaled": _SWITCH,
            "input_activation": (0.0, -1.0, 3.5j) if kwargs else ("relu", 2.0),
        },
        free=dict.fromkeys([f"gain_{role}" for role in _ROLES], KERAS_CHECKS),
        traits={"masks", "spatial", *traits},
        reference=lambda x, weights: references.dense(
            x, weights, references.weight_standardization(weights, 1e-3, gamma)
        ),
    )


_RELU_GAMMA = (2 / (1 - 1 / math.pi)) ** 0.5
_ANOTHER = ("jit_in_another_case",)

CASES = (
    _filter_response_norm((2, 2, 3), epsilon=1e-2),
    _filter_response_norm((4,), ("jit_in_another_case",)),
    _filter_response_norm(
        (3, 2), ("jit_in_another_case",), epsilon=1e-3, center=False, scale=False
    ),
    _weight_norm(),
    _weight_standardization(_RELU_GAMMA, scaled=True, input_activation="relu"),
    _weight_standardization(traits=_ANOTHER),
)
