"""Kernels of real layers, and their fans counted by hand.

fan_in is the number of terms in the sum that makes one output, fan_out the number
of outputs that one input reaches, both at stride 1 and away from the border.
"""

import dataclasses
from collections.abc import Callable

from keras import layers


@dataclasses.dataclass(frozen=True)
class Kernel:
    """A layer made with an initializer, and what its kernel's fans are."""

    name: str
    make: Callable
    input_shape: tuple[int, ...]
    fan_in: int
    fan_out: int

    def values(self, initializer):
        """The kernel as the layer's own `build` fills it."""
        layer = self.make(initializer)
        layer.build((None, *self.input_shape))
        return layer.weights[0]


def _dense(initializer):
    return layers.Dense(160, kernel_initializer=initializer)


def _conv(initializer):
    return layers.Conv2D(80, 3, kernel_initializer=initializer)


def _depthwise(initializer):
    return layers.DepthwiseConv2D(
        5, depth_multiplier=2, depthwise_initializer=initializer
    )


def _transposed(initializer):
    return layers.Conv2DTranspose(80, 3, kernel_initializer=initializer)


def _grouped(initializer):
    return layers.Conv2D(96, 3, groups=4, kernel_initializer=initializer)


def _einsum(initializer):
    return layers.EinsumDense(
        "abc,cde->abde", output_shape=(None, 4, 40), kernel_initializer=initializer
    )


KERNELS = (
    Kernel("dense", _dense, (90,), 90, 160),
    Kernel("conv", _conv, (8, 8, 32), 9 * 32, 9 * 80),
    Kernel("depthwise", _depthwise, (8, 8, 96), 25, 25 * 2),
    Kernel("transposed", _transposed, (8, 8, 32), 9 * 32, 9 * 80),
    Kernel("grouped", _grouped, (8, 8, 32), 9 * 32 // 4, 9 * 96 // 4),
    Kernel("einsum", _einsum, (7, 90), 90, 160),
)
