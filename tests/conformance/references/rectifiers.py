"""Rectifiers, one branch at a time."""

import numpy as np


def leaky(inputs, slope):
    """The input, times the slope at zero and below."""
    return np.where(inputs > 0, inputs, slope * inputs)


def srelu(inputs, weights):
    """A line with a bend at each threshold; they may have crossed."""
    bends = {
        "right": np.maximum(inputs - weights["t_right"], 0),
        "left": np.minimum(inputs - weights["t_left"], 0),
    }
    slopes = {"right": weights["a_right"], "left": weights["a_left"]}
    return inputs + sum((slopes[side] - 1) * bends[side] for side in bends)


def crelu(inputs, axis=-1):
    """Both signs, cut at zero."""
    return np.concatenate([inputs.clip(min=0), (-inputs).clip(min=0)], axis)
