"""The outputs of a layer, channel by channel, and the kernel's part in each."""

import keras
import numpy as np

from keras_nntricks.calibration._kernel import einsum_terms


def by_channel(layer, kernel, values):
    """Values as (numbers, channels), the channels in the order of the kernel's."""
    axes = _channel_axes(layer, values.ndim)
    moved = np.moveaxis(values, axes, range(-len(axes), 0))
    groups, _, outputs = kernel.matrices.shape
    return moved.reshape(-1, groups * outputs // _num_pieces(layer))


def _channel_axes(layer, rank):
    if isinstance(layer, keras.layers.EinsumDense):
        _, kernel, outputs = einsum_terms(layer.equation)
        letters = outputs.replace("...", "." * (rank - len(outputs.replace(".", ""))))
        kept = [a for a in kernel if a in outputs]
        return [letters.index(a) for a in kept]
    first = getattr(layer, "data_format", None) == "channels_first"
    return [1 if first else rank - 1]


def _num_pieces(layer):
    return getattr(layer, "num_pieces", 1)


def spread(layer, kernel, numbers):
    """One number per channel as (groups, 1, outputs), the same for all its pieces."""
    pieces = _num_pieces(layer)
    grouped = numbers.reshape(len(kernel.matrices), 1, -1)
    if getattr(layer, "layout", "strided") == "contiguous":
        return np.repeat(grouped, pieces, axis=-1)
    return np.tile(grouped, pieces)
