"""A batch as several smaller ones."""

from keras import ops


def split(inputs, size):
    """Ghost batches of `size` examples; the last takes what remains after them.

    Returns one or two tensors of shape (ghost batches, examples, ...): one where the
    batch is known to divide evenly, or to be too small to be divided.
    """
    batch = ops.shape(inputs)[0]
    if isinstance(batch, int) and (batch % size == 0 or batch < 2 * size):
        return [_in_parts(inputs, max(batch // size, 1))]
    last = (batch // size - 1) * size
    last = max(last, 0) if isinstance(last, int) else ops.maximum(last, 0)
    return [_in_ghosts(inputs[:last], size), inputs[last:][None]]


def _in_parts(inputs, parts):
    batch, *rest = ops.shape(inputs)
    return ops.reshape(inputs, (parts, batch // parts, *rest))


def _in_ghosts(inputs, size):
    _, *rest = ops.shape(inputs)
    return ops.reshape(inputs, (-1, size, *rest))


def join(parts):
    """The batch that was split."""
    whole = []
    for part in parts:
        ghosts, size, *rest = ops.shape(part)
        whole.append(ops.reshape(part, (ghosts * size, *rest)))
    return whole[0] if len(whole) == 1 else ops.concatenate(whole, axis=0)
