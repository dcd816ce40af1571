"""All statistics of a step in one array: one output, one transfer."""

import math

from keras import ops


def packed(arrays):
    """Key -> array as one vector whose key tells the keys and shapes in it.

    Where a shape is not known in advance, they stay as they are.
    """
    shapes = [tuple(array.shape) for array in arrays.values()]
    if not arrays or any(size is None for shape in shapes for size in shape):
        return arrays
    vector = ops.concatenate([ops.reshape(array, (-1,)) for array in arrays.values()])
    return {tuple(zip(arrays, shapes, strict=True)): vector}


def unpacked(arrays):
    """The NumPy arrays by their own keys, packed or not."""
    if len(arrays) != 1:
        return arrays
    ((layout, vector),) = arrays.items()
    if isinstance(layout[0], str):
        return arrays
    found, start = {}, 0
    for key, shape in layout:
        end = start + math.prod(shape)
        found[key], start = vector[start:end].reshape(shape), end
    return found
