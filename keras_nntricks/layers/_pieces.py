"""What the maxout layers share."""

from keras import ops

from keras_nntricks._arguments import is_integer, require


def require_count(name, value):
    """Raises `ValueError` unless `value` is an integer >= 1."""
    counts = is_integer(value) and value >= 1
    require(counts, name, "a positive integer", value)


def largest(pieces, axis):
    """Returns the maximum over an axis; equal pieces share the gradient equally."""
    if 0 in pieces.shape:
        # Keras refuses the maximum of no numbers, but here the result is empty too.
        return ops.take(pieces, 0, axis=axis)
    return ops.max(pieces, axis=axis)
