"""One loop over examples, whatever holds them."""

import itertools
from collections.abc import Iterable

import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import is_integer, require, require_count

_RULE = (
    "an array, a dict of arrays, a tuple (x, y) of them, a keras.utils.PyDataset or "
    "an iterable of batches: a tf.data.Dataset, a torch DataLoader, a generator"
)
_INFINITE = -1  # tf.data's own mark


def batches(data, batch_size=256, steps=None):
    """Yields the inputs of `data` batch by batch, as NumPy arrays.

    Targets and sample weights are left out: of a tuple `(x, y)` or `(x, y, weights)`,
    given whole or as a batch, only x is taken. A batch that is a list counts as a
    tuple, because torch's DataLoader makes lists of tuples. Several inputs are a dict,
    which keeps its keys, or a list inside a tuple, `([a, b], y)` or `([a, b],)`.

    Args:
        data: an array, a dict of arrays, a tuple (x, y), a `keras.utils.PyDataset`,
            a `tf.data.Dataset`, a torch `DataLoader`, or any iterable of batches.
        batch_size: int >= 1. Cuts arrays; an iterable has batches of its own.
        steps: int >= 1, the number of batches to take, or None for all.

    >>> [len(x) for x in batches(np.zeros((5, 2)), batch_size=2)]
    [2, 2, 1]
    """
    require_count("batch_size", batch_size)
    valid = steps is None or (is_integer(steps) and steps >= 1)
    require(valid, "steps", "a positive integer or None", steps)
    found = _found(data, int(batch_size), endless=steps is None)
    return itertools.islice(found, steps)


def _found(data, batch_size, endless):
    if isinstance(data, keras.utils.PyDataset):
        return _of_py_dataset(data, endless)
    if _is_arrays(data):
        return _cut(_inputs_of(data), batch_size)
    named = isinstance(data, str | bytes | dict | tuple)
    require(isinstance(data, Iterable) and not named, "data", _RULE, data)
    finite = not endless or not _is_infinite(data)
    require(finite, "data", "finite, or `steps` must be given", data)
    return (_to_numpy(_inputs_of(batch)) for batch in data)


def _of_py_dataset(data, endless):
    length = data.num_batches
    require(length or not endless, "data", "finite, or `steps` must be given", data)
    indices = itertools.count() if length is None else range(length)
    return (_to_numpy(_inputs_of(data[index])) for index in indices)


def _is_infinite(data):
    cardinality = getattr(data, "cardinality", None)
    return callable(cardinality) and int(cardinality()) == _INFINITE


def _is_arrays(data):
    """Whether `data` is all examples at once: an array or a structure of arrays."""
    if isinstance(data, dict):
        return bool(data) and all(map(_is_arrays, data.values()))
    if isinstance(data, tuple):
        return bool(data) and all(map(_is_part, data))
    return hasattr(data, "__array__") and hasattr(data, "shape")


def _is_part(part):
    """Whether it may stand in a tuple (x, y, weights) of arrays."""
    if isinstance(part, list):
        return bool(part) and all(map(_is_arrays, part))
    return part is None or _is_arrays(part)


def _inputs_of(batch):
    return batch[0] if isinstance(batch, tuple | list) else batch


def _cut(inputs, batch_size):
    inputs = _to_numpy(inputs)
    sizes = {len(array) for array in keras.tree.flatten(inputs)}
    require(len(sizes) == 1, "data", "arrays of one length", sorted(sizes))
    for start in range(0, sizes.pop(), batch_size):
        part = slice(start, start + batch_size)
        yield keras.tree.map_structure(lambda array, part=part: array[part], inputs)


def _to_numpy(inputs):
    return keras.tree.map_structure(_array_of, inputs)


def _array_of(tensor):
    if hasattr(tensor, "detach"):  # torch's, which other backends cannot convert
        tensor = tensor.detach().cpu()
    if keras.ops.is_tensor(tensor):
        tensor = ops.convert_to_numpy(tensor)
    array = np.asarray(tensor)
    numeric = array.ndim > 0 and array.dtype != object
    require(numeric, "data", "batches of numeric arrays", tensor)
    return array
