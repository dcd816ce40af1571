"""Activations and their derivatives as float64 NumPy functions."""

import dataclasses
from collections.abc import Callable

import numpy as np


@dataclasses.dataclass(frozen=True)
class Curve:
    """A function of one number and its derivative."""

    value: Callable
    slope: Callable


def _sigmoid(x):
    return (1 + np.tanh(x / 2)) / 2


CURVES = {
    # At 0 the derivative that training sees is 0.
    "relu": Curve(lambda x: np.maximum(x, 0), lambda x: x > 0),
    "tanh": Curve(np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "softsign": Curve(lambda x: x / (1 + abs(x)), lambda x: (1 + abs(x)) ** -2.0),
    "sigmoid": Curve(_sigmoid, lambda x: _sigmoid(x) * _sigmoid(-x)),
}
