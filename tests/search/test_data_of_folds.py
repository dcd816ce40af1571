"""Cross-validation: which examples a fold is given, in which kinds of arrays."""

import keras
import numpy as np
import pytest
from sklearn import model_selection

from tests.search.cross_validated import GROUPS, Searched, X, Y, build, scripted

TRAIN, VALID = next(model_selection.KFold(2, shuffle=True, random_state=0).split(X))


class Labelled:
    """As of pandas: brackets look up labels, and a row keeps its own."""

    def __init__(self, rows, labels):
        self.rows, self.labels = rows, labels
        self.shape = rows.shape

    def __getitem__(self, labels):
        found = [self.labels.index(label) for label in labels]
        return Labelled(self.rows[found], labels)

    def __array__(self, dtype=None, copy=None):
        return self.rows

    @property
    def iloc(self):
        return self.rows


class Unreadable:
    shape = X.shape


def _first_fold(tmp_path, x, y=None, **options):
    """What the first fold is given: to train with, to validate with, weights."""
    tuner = scripted(tmp_path, [[1.0, 1.0]], cv=2)
    tuner.search(x, y, verbose=0, **options)
    args, kwargs = tuner.given[0]
    return args, kwargs["validation_data"], kwargs.get("sample_weight")


def _same(given, expected):
    for one, other in zip(given, expected, strict=True):
        np.testing.assert_array_equal(keras.ops.convert_to_numpy(one), other)


def test_weights_of_examples_go_to_training_and_validation(tmp_path):
    weights = np.arange(1.0, 13.0)
    train, held, weight = _first_fold(tmp_path, X, Y, sample_weight=weights)
    _same(train, (X[TRAIN], Y[TRAIN]))
    _same(held, (X[VALID], Y[VALID], weights[VALID]))
    _same([weight], [weights[TRAIN]])


def _labelled(rows):
    return Labelled(rows, list(range(12))[::-1])


@pytest.mark.parametrize(
    "make", [_labelled, keras.ops.convert_to_tensor, np.ndarray.tolist, list]
)
def test_rows_are_taken_by_their_numbers(make, tmp_path):
    weights = np.arange(1.0, 13.0, dtype="float32")
    options = {"sample_weight": make(weights)}
    x = X if make is list else make(X)
    train, held, weight = _first_fold(tmp_path, x, make(Y[:, 0]), **options)
    _same(train, (X[TRAIN], Y[TRAIN, 0]))
    _same(held, (X[VALID], Y[VALID, 0], weights[VALID]))
    _same([weight], [weights[TRAIN]])


def test_lists_of_arrays_stay_trees(tmp_path):
    (x, _), _, _ = _first_fold(tmp_path, [X, {"b": Y.tolist()}], Y)
    _same([x[0], x[1]["b"]], [X[TRAIN], Y[TRAIN]])


def test_targets_may_be_left_out(tmp_path):
    (x, y), held, _ = _first_fold(tmp_path, X)
    assert (y, held[1]) == (None, None)
    _same([x, held[0]], [X[TRAIN], X[VALID]])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"validation_data": (X, Y)}, "`validation_data` must be left out"),
        ({"validation_split": 0.2}, "`validation_split` must be left out"),
        ({"groups": GROUPS[:5]}, "`groups` must be as long as x, 12"),
        ({"x": {"a": X, "b": X[:3]}}, "`x` must be arrays of one length"),
        ({"x": Unreadable()}, "`x` must be arrays from which rows can be taken"),
        ({"x": iter([X])}, "`x` must be an array or a tree of arrays"),
    ],
)
def test_data_that_cannot_be_dealt_out_are_refused(options, message, tmp_path):
    tuner = Searched(build, "val_loss", directory=tmp_path)
    with pytest.raises(ValueError, match=message):
        tuner.search(**{"x": X, "y": Y, "verbose": 0, **options})
    assert tuner.oracle.trials == {}
