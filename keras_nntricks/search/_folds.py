"""The folds of a cross-validation: which examples train, which validate."""

import inspect
import numbers

import keras
import numpy as np

from keras_nntricks._arguments import is_integer, require

OWN_FOLDS = ("validation_data", "validation_split")
SPLITTER = "an integer >= 2 or a splitter of scikit-learn"


def require_splitter(cv):
    """Raises `ValueError` unless `cv` says how to split."""
    valid = (is_integer(cv) and cv >= 2) or hasattr(cv, "get_n_splits")
    require(valid, "cv", SPLITTER, cv)


def splitter_of(cv, seed):
    """`cv` as a splitter of scikit-learn that gives the same folds to each trial."""
    if hasattr(cv, "get_n_splits"):
        # Without a number each trial would be judged on folds of its own.
        fixed = is_integer(getattr(cv, "random_state", 0)) or not _shuffles(cv)
        rule = "a splitter with an integer as random_state, which makes the same folds"
        require(fixed, "cv", f"{rule} for each trial", cv)
        return cv
    from sklearn import model_selection

    return model_selection.KFold(int(cv), shuffle=True, random_state=seed)


def _shuffles(cv):
    # The repeated and the shuffled ones have no such argument: they always do.
    return getattr(cv, "shuffle", True)


def folds_of(splitter, x, y, groups):
    """A list of pairs of indices: of training, of validation."""
    count = keras.tree.flatten(x)[0].shape[0]
    labels = _labels(y, count)
    if "groups" in inspect.signature(splitter.split).parameters:
        pairs = splitter.split(np.zeros((count, 1)), labels, groups)
    else:
        pairs = splitter.split(np.zeros((count, 1)), labels)
    return [(np.asarray(train), np.asarray(valid)) for train, valid in pairs]


def _labels(y, count):
    """What a stratified splitter balances: classes, of one-hot targets too."""
    leaves = [] if y is None else keras.tree.flatten(y)
    if len(leaves) != 1:
        return None
    labels = keras.ops.convert_to_numpy(leaves[0])
    if labels.ndim == 2 and labels.shape[1] > 1 and _is_one_hot(labels):
        return labels.argmax(axis=1)
    return labels.reshape(count, -1)[:, 0] if labels.ndim == 2 else labels


def _is_one_hot(labels):
    return bool(np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all())


def checked_data(x, y, groups, sample_weight, options):
    """All data by name, lists of numbers as arrays; raises unless they fit."""
    for name in OWN_FOLDS:
        rule = "left out: the folds are the validation sets"
        require(options.get(name) is None, name, rule, type(options.get(name)))
    given = {"x": x, "y": y, "groups": groups, "sample_weight": sample_weight}
    given = {name: _as_arrays(data) for name, data in given.items()}
    count = _require_arrays("x", given["x"])
    for name, data in given.items():
        length = count if data is None else _require_arrays(name, data)
        require(length == count, name, f"as long as x, {count}", length)
    return given


def of_fold(x, y, sample_weight, train, valid):
    """The arguments of a fit: positional, by name."""
    validation = (_taken(x, valid), _taken(y, valid))
    if sample_weight is None:
        options = {"validation_data": validation}
    else:
        weighted = (*validation, _taken(sample_weight, valid))
        options = {
            "sample_weight": _taken(sample_weight, train),
            "validation_data": weighted,
        }
    return (_taken(x, train), _taken(y, train)), options


def _as_arrays(data):
    """`data` with each list of numbers, or of lists of these, as an array."""
    if isinstance(data, dict):
        return {name: _as_arrays(inner) for name, inner in data.items()}
    if not isinstance(data, list | tuple):
        return data
    if _are_numbers(data):
        return np.asarray(data)
    kind = tuple if isinstance(data, tuple) else list
    return kind(map(_as_arrays, data))


def _are_numbers(data):
    if isinstance(data, list | tuple):
        return all(map(_are_numbers, data))
    return isinstance(data, numbers.Number | np.generic | str)


def _require_arrays(name, data):
    """Raises `ValueError` unless `data` is an array or a tree of arrays of one length.

    Returns the number of examples.
    """
    leaves = keras.tree.flatten(data)
    sized = leaves and all(getattr(leaf, "shape", None) for leaf in leaves)
    rule = "an array or a tree of arrays: examples of a stream cannot be dealt out"
    require(sized, name, rule, type(data))
    for leaf in leaves:
        rule = "arrays from which rows can be taken by their numbers"
        require(_is_dealt_out(leaf), name, rule, type(leaf))
    lengths = {leaf.shape[0] for leaf in leaves}
    require(len(lengths) == 1, name, "arrays of one length", sorted(lengths))
    return lengths.pop()


def _taken(data, indices):
    """The examples of these indices; None stays None."""
    if data is None:
        return None
    return keras.tree.map_structure(lambda array: _rows(array, indices), data)


def _rows(array, indices):
    if hasattr(array, "iloc"):  # brackets of pandas look up labels
        return array.iloc[indices]
    if keras.ops.is_tensor(array):
        return keras.ops.take(array, indices, axis=0)
    return array[indices]


def _is_dealt_out(array):
    try:
        return _rows(array, np.arange(1)).shape[0] == 1
    except Exception:  # whatever the library of the array raises
        return False
