"""What the maxout layers share."""

from keras import ops

from keras_nntricks._arguments import require
from keras_nntricks.kernels import largest

LAYOUTS = ("strided", "contiguous")


def require_layout(layout):
    """Raises `ValueError` unless `layout` is the name of an order of channels."""
    valid = layout in LAYOUTS
    require(valid, "layout", "'strided' or 'contiguous'", layout)


def pool(inputs, axis, num_pieces, layout, groups=1):
    """Returns the largest of every `num_pieces` channels, within each group."""
    if groups > 1:
        grouped = _split(inputs, axis, (groups, inputs.shape[axis] // groups))
        units = inputs.shape[axis] // num_pieces
        return _merge(pool(grouped, axis + 1, num_pieces, layout), axis, units)
    units = inputs.shape[axis] // num_pieces
    if layout == "strided":
        return largest(_split(inputs, axis, (num_pieces, units)), axis)
    return largest(_split(inputs, axis, (units, num_pieces)), axis + 1)


def _split(inputs, axis, sizes):
    shape = ops.shape(inputs)
    return ops.reshape(inputs, (*shape[:axis], *sizes, *shape[axis + 1 :]))


def _merge(inputs, axis, size):
    shape = ops.shape(inputs)
    return ops.reshape(inputs, (*shape[:axis], size, *shape[axis + 2 :]))
