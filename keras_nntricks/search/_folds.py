"""The folds of a cross-validation: which examples train, which validate."""

import inspect

import keras
import numpy as np

from keras_nntricks._arguments import is_integer, require

SPLITTER = "an integer >= 2 or a splitter of scikit-learn"


def require_splitter(cv):
    """Raises `ValueError` unless `cv` says how to split."""
    valid = (is_integer(cv) and cv >= 2) or hasattr(cv, "get_n_splits")
    require(valid, "cv", SPLITTER, cv)


def splitter_of(cv, seed):
    """`cv` as a splitter of scikit-learn that gives the same folds to each trial."""
    if hasattr(cv, "get_n_splits"):
        # Without a number each trial would be judged on folds of its own.
        redrawn = getattr(cv, "random_state", 0) is None and _shuffles(cv)
        rule = "a splitter with an integer as random_state, which makes the same folds"
        require(not redrawn, "cv", f"{rule} for each trial", cv)
        return cv
    from sklearn import model_selection

    return model_selection.KFold(int(cv), shuffle=True, random_state=seed)


def _shuffles(cv):
    # The repeated and the shuffled ones have no such argument: they always do.
    return getattr(cv, "shuffle", True)


def folds_of(splitter, x, y, groups):
    """A list of pairs of indices: of training, of validation."""
    count = len(keras.tree.flatten(x)[0])
    labels = _labels(y, count)
    if "groups" in inspect.signature(splitter.split).parameters:
        pairs = splitter.split(np.zeros((count, 1)), labels, groups)
    else:
        pairs = splitter.split(np.zeros((count, 1)), labels)
    return [(np.asarray(train), np.asarray(valid)) for train, valid in pairs]


def _labels(y, count):
    """What a stratified splitter balances: classes, of one-hot targets too."""
    leaves = keras.tree.flatten(y)
    if len(leaves) != 1:
        return None
    labels = np.asarray(leaves[0])
    if labels.ndim == 2 and labels.shape[1] > 1 and _is_one_hot(labels):
        return labels.argmax(axis=1)
    return labels.reshape(count, -1)[:, 0] if labels.ndim == 2 else labels


def _is_one_hot(labels):
    return bool(np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all())


def require_arrays(name, data):
    """Raises `ValueError` unless `data` is an array or a tree of arrays of one length.

    Returns the number of examples.
    """
    leaves = keras.tree.flatten(data)
    sized = leaves and all(getattr(leaf, "shape", None) for leaf in leaves)
    rule = "an array or a tree of arrays: examples of a stream cannot be dealt out"
    require(sized, name, rule, type(data))
    lengths = {len(leaf) for leaf in leaves}
    require(len(lengths) == 1, name, "arrays of one length", sorted(lengths))
    return lengths.pop()


def taken(data, indices):
    """The examples of these indices; None stays None."""
    if data is None:
        return None
    return keras.tree.map_structure(lambda array: array[indices], data)
