"""The outputs of a layer, channel by channel, and the kernel's part in each."""

import keras
import numpy as np

from keras_nntricks.calibration._kernel import einsum_terms, kept_letters


def by_channel(layer, kernel, values):
    """Values as (numbers, channels), the channels in the order of the kernel's."""
    axes = _channel_axes(layer, values.ndim)
    moved = np.moveaxis(values, axes, range(-len(axes), 0))
    groups, _, outputs = kernel.matrices.shape
    return moved.reshape(-1, groups * outputs // _num_pieces(layer))


def _channel_axes(layer, rank):
    if isinstance(layer, keras.layers.EinsumDense):
        outputs = einsum_terms(layer.equation)[-1]
        letters = outputs.replace("...", "." * (rank - len(outputs.replace(".", ""))))
        return [letters.index(a) for a in kept_letters(layer.equation)]
    first = getattr(layer, "data_format", None) == "channels_first"
    return [1 if first else rank - 1]


def as_bias(layer, kernel, numbers):
    """One number per channel in the shape of the bias, or None where it has another."""
    values = spread(layer, kernel, numbers).reshape(-1)
    if isinstance(layer, keras.layers.EinsumDense):
        kept = kept_letters(layer.equation)
        if set(kept) != set(layer.bias_axes):
            return None
        _, letters, outputs = einsum_terms(layer.equation)
        shape = dict(zip(letters, layer.kernel.shape, strict=True))
        ordered = sorted(kept, key=outputs.index)
        values = values.reshape([shape[a] for a in kept])
        values = values.transpose([kept.index(a) for a in ordered])
    same = values.size == np.prod(layer.bias.shape)
    return values.reshape(layer.bias.shape) if same else None


def _num_pieces(layer):
    return getattr(layer, "num_pieces", 1)


def spread(layer, kernel, numbers):
    """One number per channel as (groups, 1, outputs), the same for all its pieces."""
    pieces = _num_pieces(layer)
    grouped = numbers.reshape(len(kernel.matrices), 1, -1)
    if getattr(layer, "layout", "strided") == "contiguous":
        return np.repeat(grouped, pieces, axis=-1)
    return np.tile(grouped, pieces)
