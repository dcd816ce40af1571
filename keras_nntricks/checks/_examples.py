"""Some batches of labelled examples, whatever holds them."""

import dataclasses
import itertools
from collections.abc import Iterable
from typing import Any

import keras
import numpy as np

from keras_nntricks._arguments import require, require_count

_RULE = (
    "arrays, a tuple (x, y) of them, a keras.utils.PyDataset or an iterable of "
    "batches: a tf.data.Dataset, a torch DataLoader, a generator"
)


@dataclasses.dataclass(frozen=True)
class Examples:
    """Batches (x, y, sample weights) of NumPy arrays; y and weights may be None.

    Args:
        batches: the batches.
        whole: x and y where they are arrays of which the batches are a part.
        passes: what the model makes of each batch, for checks to share.
    """

    batches: tuple[tuple[Any, Any, Any], ...]
    whole: Any = None
    passes: list = dataclasses.field(default_factory=list, compare=False)

    def few(self, count):
        """At most `count` examples, evenly taken from the first batch."""
        size = _size(self.batches[0])
        return self.at(_even(size, min(count, size)))

    def at(self, indices):
        """These examples of the first batch."""
        return _taken(self.batches[0], indices)

    @property
    def count(self):
        """The number of examples."""
        return sum(map(_size, self.batches))

    def joined(self, part):
        """Lists of the arrays of x (0) or y (1), one list for each batch."""
        found = [keras.tree.flatten(batch[part]) for batch in self.batches]
        return [[array for array in arrays if array is not None] for arrays in found]


def gather(x, y=None, sample_weight=None, batch_size=32, steps=10):
    """`Examples` of at most `steps` batches.

    Of arrays, each batch takes examples from all over them: sorted data would give
    batches of one class. Iterables are read from their start.
    """
    if isinstance(x, Examples):
        return x
    require_count("batch_size", batch_size)
    require_count("steps", steps)
    data = (x, y, sample_weight)
    if y is None and isinstance(x, tuple):
        data = keras.utils.unpack_x_y_sample_weight(x)
    if _is_arrays(data[0]):
        arrays = _numpy(data)
        found = Examples(_cut(arrays, batch_size, steps), arrays[:2])
    else:
        found = Examples(_read(x, steps))
    require(found.batches, "x", "one batch of examples or more", "no batch")
    return found


def _is_arrays(x):
    leaves = keras.tree.flatten(x)
    return bool(leaves) and all(_is_array(leaf) for leaf in leaves)


def _is_array(leaf):
    return hasattr(leaf, "__array__") and hasattr(leaf, "shape")


def _cut(arrays, batch_size, steps):
    size = _common_size(arrays)
    steps = min(steps, -(-size // batch_size))
    chosen = _even(size, min(size, batch_size * steps))
    return tuple(_taken(arrays, chosen[start::steps]) for start in range(steps) if size)


def _common_size(data):
    lengths = [sorted({len(a) for a in _leaves(part)}) for part in data]
    told = ", ".join(
        f"{name} of length {' and '.join(map(str, part))}"
        for name, part in zip(("x", "y", "sample_weight"), lengths, strict=True)
        if part
    )
    sizes = {size for part in lengths for size in part}
    require(len(sizes) == 1, "x", "arrays as long as `y`", told)
    return sizes.pop()


def _read(data, steps):
    iterable = isinstance(data, Iterable) and not isinstance(data, str | bytes | dict)
    if isinstance(data, keras.utils.PyDataset):
        batches = _batches_of(data, steps)
    else:
        require(iterable, "x", _RULE, type(data).__name__)
        batches = itertools.islice(data, steps)
    return tuple(_numpy(_unpacked(batch)) for batch in batches)


def _batches_of(dataset, steps):
    """Of one without an end, `num_batches` is None."""
    length = dataset.num_batches
    count = steps if length is None else min(steps, length)
    return (dataset[index] for index in range(count))


def _unpacked(batch):
    batch = tuple(batch) if isinstance(batch, list) else batch
    return keras.utils.unpack_x_y_sample_weight(batch)


def _even(size, count):
    return np.linspace(0, size, count, endpoint=False).astype(int)


def _taken(data, indices):
    return keras.tree.map_structure(
        lambda array: None if array is None else array[indices], data, none_is_leaf=True
    )


def _leaves(data):
    return [array for array in keras.tree.flatten(data) if array is not None]


def _size(batch):
    return len(_leaves(batch)[0])


def _numpy(data):
    return keras.tree.map_structure(_array, data, none_is_leaf=True)


def _array(leaf):
    if leaf is None:
        return None
    if hasattr(leaf, "detach"):  # torch's, which other backends cannot convert
        leaf = leaf.detach().cpu()
    if keras.ops.is_tensor(leaf):
        leaf = keras.ops.convert_to_numpy(leaf)
    array = np.asarray(leaf)
    # As `fit` does it.
    return array.astype(keras.config.floatx()) if array.dtype.kind == "f" else array
