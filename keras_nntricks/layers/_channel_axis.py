"""The axis on which a layer combines channels."""

from keras_nntricks._arguments import is_integer, require


def require_channel_axis(axis):
    """Raises `ValueError` unless it may be the axis of channels."""
    valid = is_integer(axis) and axis != 0
    require(valid, "axis", "an integer other than 0", axis)


def channel_axis(axis, shape):
    """The axis, counted from the front, of a shape that has known channels there."""
    rank = len(shape)
    rule = f"an axis other than the batch axis of an input of rank {rank}"
    require(-rank < axis < rank, "axis", rule, axis)
    axis %= rank
    known = shape[axis] is not None
    require(known, "input_shape", f"known along the channel axis {axis}", shape)
    return axis


def mask_beside(axis, mask):
    """The mask, unless it covers the axis: steps that are combined belong to none."""
    return None if mask is None or axis < len(mask.shape) else mask
