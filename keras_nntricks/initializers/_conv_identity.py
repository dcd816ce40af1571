"""Kernels that hand their input on."""

import keras
import numpy as np

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.initializers._find_layout import find_layout
from keras_nntricks.initializers._gain_of import gain_of
from keras_nntricks.initializers._kernel_initializer import KernelInitializer


@keras.saving.register_keras_serializable(package="keras_nntricks")
class ConvIdentity(KernelInitializer):
    """Makes kernels that return their input, as far as there are channels for it.

    All taps are zero but the one that reads the pixel itself:

        W[tap, i, j] = gain if i = j else 0,    W elsewhere = 0

    With stride 1 and padding "same" the layer is the identity times the gain on every
    backend, at the border, too (windows of even size must not be dilated: none of their
    taps reads the pixel itself). With more inputs than outputs it keeps the first ones,
    with fewer the other outputs are zero; with groups, in each group. The tap is
    (size - 1) // 2, the one that "same" padding puts in its place for even windows as
    well, and the last one for "causal" padding. A dense kernel is the identity matrix,
    not necessarily square.

    Args:
        gain: positive number; or the activation that follows, for its exact gain, see
            `activations.gain`. Defaults to 1.0.
        groups: int >= 1. The groups of a kernel (*window, inputs / groups, outputs).
            None: those of the layer that is being built, 1 where it is not known.
            Defaults to None.

    Call arguments:
        shape: shape of the kernel, of two or more axes.
        dtype: a floating point type.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: if an argument is not valid; when called, if the weight is no kernel
            or `groups` does not divide the outputs.

    Differs from Keras 3.15.1: `keras.initializers.Identity` has two axes only.

    Example:
    >>> layer = keras.layers.Conv2D(
    ...     3, 3, padding="same", kernel_initializer=ConvIdentity()
    ... )
    >>> image = np.arange(12.0).reshape(1, 2, 2, 3)
    >>> bool(keras.ops.all(layer(image) == image))
    True

    Reference: Zagoruyko & Komodakis, 2017, https://arxiv.org/abs/1706.00388.
    """

    def __init__(self, gain=1.0, groups=None):
        valid = groups is None or (is_integer(groups) and groups >= 1)
        require(valid, "groups", "a positive integer or None", groups)
        self.gain = gain_of("gain", gain)
        self.groups = groups if groups is None else int(groups)

    def _layout(self, shape):
        return find_layout(shape, self.groups)

    def _fill(self, layout, dtype):
        copies, inputs, outputs = layout.sizes()
        matrix = self.gain * np.eye(inputs, outputs)
        matrices = np.broadcast_to(matrix, (copies, inputs, outputs))
        return layout.at_tap(keras.ops.convert_to_tensor(matrices, dtype))

    def get_config(self):
        return {"gain": self.gain, "groups": self.groups}
