"""Keras's piecewise activations and their derivatives, in float64."""

import numpy as np

from keras_nntricks.activations._curve import Curve


def _between(x, low, high):
    return ((x > low) & (x < high)).astype("float64")


def linear():
    """`x`."""
    return Curve(lambda x: x, np.ones_like)


def relu(negative_slope=0.0, max_value=None, threshold=0.0):
    """`x` above the threshold, cut at `max_value`; a line below it."""
    top = np.inf if max_value is None else max_value

    def value(x):
        above = np.minimum(x, top)
        return np.where(x >= threshold, above, negative_slope * (x - threshold))

    def slope(x):
        return np.where(x >= threshold, (x < top) * 1.0, negative_slope)

    return Curve(value, slope)


def leaky_relu(negative_slope=0.2):
    """`x`, and `negative_slope` * x below zero."""
    return relu(negative_slope=negative_slope)


def relu6():
    """A ReLU cut at 6."""
    return relu(max_value=6.0)


def threshold(threshold, default_value):
    """`x` above the threshold, `default_value` elsewhere."""
    return Curve(
        lambda x: np.where(x > threshold, x, default_value),
        lambda x: (x > threshold) * 1.0,
    )


def hard_shrink(threshold=0.5):
    """`x` where |x| is above the threshold, 0 elsewhere."""
    return Curve(
        lambda x: np.where(abs(x) > threshold, x, 0.0),
        lambda x: (abs(x) > threshold) * 1.0,
    )


def soft_shrink(threshold=0.5):
    """`x` moved towards 0 by the threshold."""
    return Curve(
        lambda x: np.sign(x) * np.maximum(abs(x) - threshold, 0.0),
        lambda x: (abs(x) > threshold) * 1.0,
    )


def hard_tanh():
    """`x` cut at -1 and 1."""
    return Curve(lambda x: np.clip(x, -1.0, 1.0), lambda x: _between(x, -1.0, 1.0))


def hard_sigmoid():
    """(x + 3) / 6 cut at 0 and 1."""
    return Curve(
        lambda x: np.clip((x + 3.0) / 6.0, 0.0, 1.0),
        lambda x: _between(x, -3.0, 3.0) / 6.0,
    )


def hard_silu():
    """`x * hard_sigmoid(x)`."""
    gate = hard_sigmoid()
    return Curve(
        lambda x: x * gate.value(x),
        lambda x: gate.value(x) + x * gate.slope(x),
    )


def sparse_plus():
    """0 up to -1, x from 1 on, (x + 1)^2 / 4 between."""

    def value(x):
        return np.where(x >= 1.0, x, 0.25 * np.maximum(x + 1.0, 0.0) ** 2)

    return Curve(value, lambda x: np.clip(0.5 * (x + 1.0), 0.0, 1.0))


def sparse_sigmoid():
    """(x + 1) / 2 cut at 0 and 1."""
    return Curve(
        lambda x: np.clip(0.5 * (x + 1.0), 0.0, 1.0),
        lambda x: 0.5 * _between(x, -1.0, 1.0),
    )
