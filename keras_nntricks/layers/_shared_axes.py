"""Weights of an activation: one per channel, or shared along chosen axes.

The shapes are those of `keras.layers.PReLU`: the input's without the batch, 1 along
each axis that is shared.
"""

import keras

from keras_nntricks._arguments import is_integer, require


def as_shared_axes(shared_axes):
    """The argument as a list, or None; raises `ValueError` if it is neither."""
    if shared_axes is None:
        return None
    several = isinstance(shared_axes, list | tuple)
    axes = list(shared_axes) if several else [shared_axes]
    valid = all(is_integer(axis) and axis != 0 for axis in axes)
    rule = "None, an axis other than the batch axis 0, or a list of such axes"
    require(valid, "shared_axes", rule, shared_axes)
    return [int(axis) for axis in axes]


def weight_shape(input_shape, shared_axes):
    """The shape of a weight; raises `ValueError` for axes that do not exist."""
    shared = _shared(input_shape, shared_axes)
    sizes = enumerate(input_shape[1:], start=1)
    shape = tuple(1 if axis in shared else size for axis, size in sizes)
    known = None not in shape
    require(known, "input_shape", "known along the axes not shared", input_shape)
    return shape


def input_spec(input_shape, shared_axes):
    """What later inputs must agree with: the rank and the sizes not shared."""
    shared = _shared(input_shape, shared_axes)
    sizes = enumerate(input_shape[1:], start=1)
    fixed = {axis: size for axis, size in sizes if axis not in shared}
    return keras.InputSpec(ndim=len(input_shape), axes=fixed)


def _shared(input_shape, shared_axes):
    rank = len(input_shape)
    if shared_axes is None:
        return set(range(1, rank - 1))
    axes = {axis % rank for axis in shared_axes}
    exist = 0 not in axes and all(-rank < axis < rank for axis in shared_axes)
    rule = f"axes of an input of rank {rank} other than the batch axis"
    require(exist, "shared_axes", rule, shared_axes)
    return axes
