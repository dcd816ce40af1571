"""Activation statistics of an infinitely wide network, layer by layer.

Weights are independent N(0, weight_std^2), inputs N(0, 1), no bias. A
pre-activation is then N(0, v) with v = fan_in * weight_std^2 * E[h^2] of the
layer before, and everything follows from moments of f(sqrt(v) z).
"""

import numpy as np

NODES = np.linspace(-12.0, 12.0, 24_001)
DENSITY = np.exp(-(NODES**2) / 2) / np.sqrt(2 * np.pi) * (NODES[1] - NODES[0])


def gaussian_mean(function):
    """E[function(z)] for z ~ N(0, 1), on an even grid.

    The grid is dense on purpose: tanh(22 z) turns within 0.05, which Gauss-Hermite
    nodes step over.
    """
    return float(np.sum(function(NODES) * DENSITY))


def tanh_layer_stds(weight_std, fan_in, depth):
    """Standard deviation of tanh units in layers 1 to `depth`; the mean is 0."""
    stds, moment = [], 1.0
    for _ in range(depth):
        slope = weight_std * np.sqrt(fan_in * moment)
        moment = gaussian_mean(lambda z, slope=slope: np.tanh(slope * z) ** 2)
        stds.append(float(np.sqrt(moment)))
    return tuple(stds)


def relu_layer_stds(weight_std, fan_in, depth):
    """Standard deviation of ReLU units, layer by layer: sqrt(v (1 - 1/pi) / 2)."""
    variances = _relu_preactivation_variances(weight_std, fan_in, depth)
    return tuple(float(std) for std in np.sqrt(variances * (1 - 1 / np.pi) / 2))


def _relu_preactivation_variances(weight_std, fan_in, depth):
    """The v of each layer: ReLU halves the second moment, the weights multiply it."""
    factor = fan_in * weight_std**2
    return factor * (factor / 2) ** np.arange(depth)
