"""Convolutions before a pixel shuffle, without a checkerboard."""

import math

import keras
from keras import ops

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.initializers._dtypes import floating, precise
from keras_nntricks.initializers._find_layout import find_layout
from keras_nntricks.initializers._kernel_owner import part_of

ORDERS = ("depth_to_space", "pixel_shuffle")


@keras.saving.register_keras_serializable(package="keras_nntricks")
class ICNR(keras.initializers.Initializer):
    """Makes a convolution and a pixel shuffle start as an upsampling by repetition.

    A pixel shuffle turns r^2 channels of one pixel into r x r pixels of one channel.
    Drawn by itself each of the r^2 filters gives its own value, and the image starts
    with a checkerboard. Here they are one filter:

        W[..., c, s] = V[..., c]    for each subpixel s,  V drawn by `initializer`

    so that the shuffled output has blocks of r x r equal pixels.

    Args:
        initializer: draws the filters that are repeated; what
            `keras.initializers.get` takes. It sees their shape, and the initializers
            here the fans of the layer with so few outputs. Defaults to
            `"glorot_uniform"`.
        size: int >= 1, or one for each axis of the window. The factor of the
            upsampling. Defaults to 2.
        order: how the shuffle reads the channels. `"depth_to_space"`: all channels of
            the first subpixel first, (subpixels, channels), as `tf.nn.depth_to_space`
            does. `"pixel_shuffle"`: all subpixels of the first channel first,
            (channels, subpixels), as `torch.nn.PixelShuffle` does. Defaults to
            `"depth_to_space"`.

    Call arguments:
        shape: shape of a convolution's kernel, (*window, inputs, outputs). The layer
            that is being built says if it is transposed or has groups.
        dtype: a floating point type.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: if an argument is not valid; when called, if the number of outputs
            is no multiple of the number of subpixels, or for a grouped kernel with
            `"depth_to_space"`, whose subpixels come from different inputs.

    Differs from the paper: any window, any factor for each axis, both orders.

    Example:
    >>> kernel = ICNR(order="pixel_shuffle")((3, 3, 4, 8))
    >>> bool(keras.ops.all(kernel[..., 0:1] == kernel[..., 0:4]))
    True

    Reference: Aitken et al., 2017, https://arxiv.org/abs/1707.02937, section on
    initialization to convolution and nearest-neighbour resize.
    """

    def __init__(self, initializer="glorot_uniform", size=2, order="depth_to_space"):
        require(_is_size(size), "size", "a positive integer, or one per axis", size)
        require(order in ORDERS, "order", f"one of {ORDERS}", order)
        self.initializer = keras.initializers.get(initializer)
        self.size = int(size) if is_integer(size) else [int(n) for n in size]
        self.order = order

    def __call__(self, shape, dtype=None):
        shape, dtype = tuple(int(n) for n in shape), floating(dtype)
        layout = find_layout(shape)
        if layout is None:
            return ops.zeros(shape, dtype)
        num_subpixels = self._num_subpixels(layout)
        axis = len(shape) - (2 if layout.writes_window else 1)
        part = (*shape[:axis], shape[axis] // num_subpixels, *shape[axis + 1 :])
        with part_of(shape, part):
            values = self.initializer(part, dtype=precise(dtype))
        repeat = ops.repeat if self.order == "pixel_shuffle" else _tile
        return ops.cast(repeat(values, num_subpixels, axis), dtype)

    def _num_subpixels(self, layout):
        shape, rank = layout.shape, len(layout.window)
        sizes = [self.size] * rank if is_integer(self.size) else self.size
        fits = rank > 0 and len(sizes) == rank
        require(fits, "shape", f"a convolution's with `size` {self.size}", shape)
        copies, _, outputs = layout.sizes()
        number = math.prod(sizes)
        ordered = self.order == "pixel_shuffle" or copies == 1
        valid = ordered and outputs % number == 0
        rule = f"of a multiple of {number} outputs, for {self.order!r} without groups"
        require(valid, "shape", rule, shape)
        return number

    def get_config(self):
        initializer = keras.initializers.serialize(self.initializer)
        return {"initializer": initializer, "size": self.size, "order": self.order}


def _is_size(size):
    sizes = size if isinstance(size, list | tuple) and size else [size]
    return all(is_integer(n) and n >= 1 for n in sizes)


def _tile(values, number, axis):
    return ops.concatenate([values] * number, axis)
