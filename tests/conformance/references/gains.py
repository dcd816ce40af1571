"""Gains by closed form and by the trapezoidal rule."""

import functools
import math

import numpy as np

CURVES = {
    "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "softplus": (lambda x: np.logaddexp(0, x), lambda x: 1 / (1 + np.exp(-x))),
}


def gain(activation, mode="forward"):
    """By closed form for a leaky ReLU, else by the trapezoidal rule on a fine grid."""
    if isinstance(activation, functools.partial):
        return math.sqrt(2 / (1 + activation.keywords["negative_slope"] ** 2))
    x = np.linspace(-14, 14, 200_001)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    curve = CURVES[activation][0 if mode == "forward" else 1]
    return np.trapezoid(density * curve(x) ** 2, x) ** -0.5


def centered_gain(activation):
    """Closed form for a leaky ReLU of slope a, else the trapezoidal rule.

    E f^2 = (1 + a^2) / 2 and E f = (1 - a) / sqrt(2 pi).
    """
    if isinstance(activation, functools.partial):
        slope = activation.keywords["negative_slope"]
        variance = (1 + slope**2) / 2 - (1 - slope) ** 2 / (2 * math.pi)
        return variance**-0.5
    x = np.linspace(-14, 14, 200_001)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    values = CURVES[activation][0](x)
    mean = np.trapezoid(density * values, x)
    return np.trapezoid(density * (values - mean) ** 2, x) ** -0.5


def maxout_gain(num_pieces, mode="forward"):
    """From the distribution function F^k: E m^2 = int 2x (1 - F^k(x) + F^k(-x))."""
    if mode == "backward":
        return 1.0
    x = np.linspace(0, 14, 100_001)
    below = np.array([0.5 * math.erfc(value / math.sqrt(2)) for value in x])
    tails = 1 - (1 - below) ** num_pieces + below**num_pieces
    return np.trapezoid(2 * x * tails, x) ** -0.5
