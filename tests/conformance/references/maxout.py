"""Maxout, one group or one piece at a time."""

import functools

import numpy as np


def maxout(inputs, num_pieces, axis=-1, layout="strided"):
    """One group of channels at a time."""
    channels = np.moveaxis(inputs, axis, -1)
    units = channels.shape[-1] // num_pieces
    outputs = np.empty((*channels.shape[:-1], units))
    for unit in range(units):
        start = unit * num_pieces
        strided = slice(unit, None, units)
        members = strided if layout == "strided" else slice(start, start + num_pieces)
        outputs[..., unit] = channels[..., members].max(axis=-1)
    return np.moveaxis(outputs, -1, axis)


def maxout_dense(inputs, weights, num_pieces):
    """One piece at a time; piece j owns the j-th run of `units` columns."""
    kernels = np.split(weights["kernel"], num_pieces, axis=1)
    biases = np.split(weights.get("bias", np.zeros(num_pieces)), num_pieces)
    pieces = [inputs @ w + b for w, b in zip(kernels, biases, strict=True)]
    return functools.reduce(np.maximum, pieces)
