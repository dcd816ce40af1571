"""Maxout convolutions: windows taken one at a time, pieces one at a time."""

import itertools

import numpy as np


def convolution(inputs, kernel, bias):
    """Without padding, at stride 1, the channels last."""
    window = kernel.shape[:-2]
    sizes = [n - k + 1 for n, k in zip(inputs.shape[1:-1], window, strict=True)]
    outputs = np.zeros((len(inputs), *sizes, kernel.shape[-1])) + bias
    for offset in itertools.product(*map(range, window)):
        places = (
            slice(start, start + n) for start, n in zip(offset, sizes, strict=True)
        )
        outputs += inputs[(slice(None), *places)] @ kernel[offset]
    return outputs


def maxout_conv(inputs, weights, num_pieces, layout="strided"):
    """Each piece is a convolution of its own."""
    kernel, bias = weights["kernel"], weights["bias"]
    units = len(bias) // num_pieces
    pieces = []
    for piece in range(num_pieces):
        own = slice(piece * units, (piece + 1) * units)
        if layout == "contiguous":
            own = slice(piece, None, num_pieces)
        pieces.append(convolution(inputs, kernel[..., own], bias[own]))
    return np.max(pieces, axis=0)
