"""Which axes of a layer's kernel number its outputs, and what each output sees."""

import math

import keras

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.layers._maxout_dense import MaxoutDense

_LAST = (
    keras.layers.Dense,
    keras.layers.Conv1D,
    keras.layers.Conv2D,
    keras.layers.Conv3D,
    MaxoutDense,
)
_TRANSPOSED = (
    keras.layers.Conv1DTranspose,
    keras.layers.Conv2DTranspose,
    keras.layers.Conv3DTranspose,
)
_DEPTHWISE = (keras.layers.DepthwiseConv1D, keras.layers.DepthwiseConv2D)
_KNOWN = (*_LAST, *_TRANSPOSED, *_DEPTHWISE, keras.layers.EinsumDense)


def require_axis(layer, axis):
    """Checks the argument `axis` of a wrapper: given, or known of the layer."""
    if axis is None:
        rule = f"given for a {type(layer).__name__}, whose kernel has no known layout"
        require(isinstance(layer, _KNOWN), "axis", rule, axis)
        return
    axes = axis if isinstance(axis, list | tuple) else [axis]
    different = axes and all(map(is_integer, axes)) and len(set(axes)) == len(axes)
    require(different, "axis", "an int, different ints, or None", axis)


def output_axes(layer, axis, rank):
    """The axes of a kernel of this rank that number the outputs; none is negative."""
    axes = _axes_of_kind(layer) if axis is None else axis
    axes = axes if isinstance(axes, list | tuple) else [axes]
    inside = all(-rank <= a < rank for a in axes) and len(axes) < rank
    require(inside, "axis", f"some but not all of the {rank} axes of the kernel", axis)
    return tuple(sorted(a % rank for a in axes))


def _axes_of_kind(layer):
    if isinstance(layer, _TRANSPOSED):
        return -2
    if isinstance(layer, _DEPTHWISE):
        return -2, -1
    if isinstance(layer, keras.layers.EinsumDense):
        return _axes_of_equation(layer.equation)
    return -1


def _axes_of_equation(equation):
    operands, outputs = equation.replace(" ", "").split("->")
    kernel = operands.split(",")[1]
    return tuple(axis for axis, letter in enumerate(kernel) if letter in outputs)


def fan_in(layer, shape, axes):
    """The number of weights behind each output; strided transposition thins them."""
    weights = math.prod(n for axis, n in enumerate(shape) if axis not in axes)
    transposed = isinstance(layer, _TRANSPOSED)
    return weights / math.prod(layer.strides) if transposed else weights
