"""All examples of a training, in memory: (x, y, sample weights) of NumPy arrays."""

import keras
import numpy as np

from keras_nntricks._arguments import require

_ARRAYS = "an array or a structure of arrays, as many examples in each"


def gather(x, y, sample_weight, class_weight):
    """The three, with the weights of the classes among those of the examples."""
    named = {"x": x, "y": y, "sample_weight": sample_weight}
    examples = tuple(_numpy(name, data) for name, data in named.items())
    require(_leaves(examples[0]), "x", _ARRAYS, x)
    count = size(examples)
    for (name, given), data in zip(named.items(), examples, strict=True):
        lengths = [leaf.shape[0] for leaf in _leaves(data)]
        fine = all(length == count for length in lengths)
        require(fine, name, f"of {count} examples, as `x` is", lengths or given)
    if class_weight is None:
        return examples
    return (*examples[:2], _weights(examples, class_weight))


def size(examples):
    """How many there are."""
    return _leaves(examples[0])[0].shape[0]


def taken(examples, indices):
    """These of them: a slice or a list."""
    return _mapped(lambda array: array[indices], examples)


def cut(examples, batch_size):
    """A list of parts of at most `batch_size` examples; one part for None."""
    count = size(examples)
    step = batch_size or count
    return [taken(examples, slice(i, i + step)) for i in range(0, count, step)]


def _weights(examples, class_weight):
    """One weight for each example, 1 for a class that is not named."""
    _, y, sample_weight = examples
    alone = "None where `sample_weight` is given"
    require(sample_weight is None, "class_weight", alone, class_weight)
    labels = _leaves(y)
    single = "None unless `y` is one array of labels"
    fine = len(labels) == 1 and labels[0].ndim < 3
    require(fine, "class_weight", single, class_weight)
    by_class = isinstance(class_weight, dict)
    require(by_class, "class_weight", "a dict of class: weight", class_weight)
    classes = _classes(labels[0])
    return np.array([class_weight.get(int(c), 1.0) for c in classes], "float64")


def _classes(labels):
    """The class of each example, of one-hot targets too."""
    one_hot = labels.ndim == 2 and labels.shape[1] > 1
    return labels.argmax(axis=1) if one_hot else np.round(labels.reshape(-1))


def _numpy(name, data):
    found = _mapped(_array, data)
    numeric = all(a.ndim and a.dtype.kind in "biuf" for a in _leaves(found))
    require(numeric, name, _ARRAYS, data)
    return found


def _array(leaf):
    if keras.ops.is_tensor(leaf):
        return keras.ops.convert_to_numpy(leaf)
    return np.asarray(leaf)


def _leaves(data):
    return [array for array in keras.tree.flatten(data) if array is not None]


def _mapped(function, data):
    return keras.tree.map_structure(
        lambda leaf: None if leaf is None else function(leaf), data, none_is_leaf=True
    )
