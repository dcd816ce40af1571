"""Fans that were told by the axes of a kernel."""

import math

from keras_nntricks._arguments import require


def by_axes(shape, input_axes, output_axes):
    """The products of the sizes of the axes that were named."""
    named = {"input_axes": input_axes, "output_axes": output_axes}
    for name, axes in named.items():
        exist = all(-len(shape) <= axis < len(shape) for axis in axes)
        require(exist, name, f"axes of the kernel's shape {shape}", axes)
        # -1 and 1 may be the same axis.
        distinct = len({axis % len(shape) for axis in axes}) == len(axes)
        require(distinct, name, f"distinct axes of the shape {shape}", axes)
    inputs = math.prod(shape[axis] for axis in input_axes)
    return inputs, math.prod(shape[axis] for axis in output_axes)
