"""The exponential linear units, both branches written out."""

import numpy as np

SELU_SCALE, SELU_DEPTH = 1.0507009873554805, 1.7580993408473766


def elu(x, alpha=1.0):
    """alpha * (exp(x) - 1) below zero."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def celu(x, alpha=1.0):
    """alpha * (exp(x / alpha) - 1) below zero."""
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0.0) / alpha))


def selu(x):
    """A steeper line and a deeper bend."""
    return np.where(x > 0, SELU_SCALE * x, SELU_DEPTH * np.expm1(np.minimum(x, 0.0)))


def pelu(x, weights):
    """alpha / beta * x, and alpha * (exp(x / beta) - 1) below zero."""
    alpha, beta = weights["alpha"], weights["beta"]
    lower = alpha * np.expm1(np.minimum(x, 0.0) / beta)
    return np.where(x > 0, alpha / beta * x, lower)


def mpelu(x, weights):
    """x, and alpha * (exp(beta * x) - 1) below zero."""
    lower = np.expm1(weights["beta"] * np.minimum(x, 0.0))
    return np.where(x > 0, x, weights["alpha"] * lower)
