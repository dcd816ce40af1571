"""Keras's smooth activations and their derivatives, in float64."""

import math

import numpy as np

from keras_nntricks.activations._curve import Curve
from keras_nntricks.activations._mean_square import normal_density

_erfc = np.frompyfunc(math.erfc, 1, 1)
SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772


def normal_cdf(x):
    """P(z <= x) for z ~ N(0, 1)."""
    return 0.5 * _erfc(np.asarray(-x / math.sqrt(2.0))).astype("float64")


def _sigmoid(x):
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def _softplus(x):
    return np.logaddexp(0.0, x)


def _sech2(x):
    return 1.0 - np.tanh(x) ** 2


def sigmoid():
    """1 / (1 + exp(-x))."""
    return Curve(_sigmoid, lambda x: _sigmoid(x) * _sigmoid(-x))


def log_sigmoid():
    """-log(1 + exp(-x))."""
    return Curve(lambda x: -_softplus(-x), lambda x: _sigmoid(-x))


def softplus():
    """log(1 + exp(x))."""
    return Curve(_softplus, _sigmoid)


def squareplus(b=4):
    """(x + sqrt(x^2 + b)) / 2."""
    return Curve(
        lambda x: 0.5 * (x + np.sqrt(x * x + b)),
        lambda x: 0.5 * (1.0 + x / np.sqrt(x * x + b)),
    )


def tanh():
    """The hyperbolic tangent."""
    return Curve(np.tanh, _sech2)


def tanh_shrink():
    """`x - tanh(x)`."""
    return Curve(lambda x: x - np.tanh(x), lambda x: np.tanh(x) ** 2)


def exponential():
    """exp(x)."""
    return Curve(np.exp, np.exp)


def silu():
    """`x * sigmoid(x)`."""
    return Curve(
        lambda x: x * _sigmoid(x),
        lambda x: _sigmoid(x) * (1.0 + x * _sigmoid(-x)),
    )


def mish():
    """`x * tanh(softplus(x))`."""
    return Curve(
        lambda x: x * np.tanh(_softplus(x)),
        lambda x: np.tanh(_softplus(x)) + x * _sech2(_softplus(x)) * _sigmoid(x),
    )


def gelu(approximate=False):
    """`x * P(z <= x)`, or its approximation by tanh."""
    if approximate:
        return _gelu_by_tanh()
    return Curve(
        lambda x: x * normal_cdf(x),
        lambda x: normal_cdf(x) + x * normal_density(x),
    )


def _gelu_by_tanh():
    factor = math.sqrt(2.0 / math.pi)

    def inner(x):
        return np.tanh(factor * (x + 0.044715 * x**3))

    def slope(x):
        growth = factor * (1.0 + 3.0 * 0.044715 * x * x)
        return 0.5 * (1.0 + inner(x)) + 0.5 * x * (1.0 - inner(x) ** 2) * growth

    return Curve(lambda x: 0.5 * x * (1.0 + inner(x)), slope)


def softsign():
    """`x / (1 + |x|)`."""
    return Curve(lambda x: x / (1.0 + abs(x)), lambda x: (1.0 + abs(x)) ** -2.0)


def elu(alpha=1.0):
    """`x`, and alpha * (exp(x) - 1) below zero."""
    return Curve(
        lambda x: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0))),
        lambda x: np.where(x > 0, 1.0, alpha * np.exp(np.minimum(x, 0.0))),
    )


def celu(alpha=1.0):
    """`x`, and alpha * (exp(x / alpha) - 1) below zero."""
    return Curve(
        lambda x: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0) / alpha)),
        lambda x: np.where(x > 0, 1.0, np.exp(np.minimum(x, 0.0) / alpha)),
    )


def selu():
    """The ELU whose outputs keep mean 0 and variance 1."""
    curve = elu(SELU_ALPHA)
    return Curve(
        lambda x: SELU_SCALE * curve.value(x), lambda x: SELU_SCALE * curve.slope(x)
    )
