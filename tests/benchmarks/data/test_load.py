"""The embedded data, the splits and the hash."""

import hashlib

import numpy as np
import pytest
from sklearn.datasets import load_digits

from benchmarks import data
from benchmarks.data._array_hash import array_hash
from benchmarks.data._splits import stratified, with_validation


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


def test_digits_have_their_sizes_and_types(digits):
    sizes = len(digits.x_train), len(digits.x_validation), len(digits.x_test)
    assert sizes == (1294, 144, 359)
    assert digits.x_train.shape[1:] == (64,)
    assert digits.x_train.dtype == np.float32
    assert digits.y_train.dtype == np.int32
    assert (digits.x_train.min(), digits.x_train.max()) == (0.0, 1.0)
    assert digits.num_classes == 10


def test_digits_are_all_of_scikit_learns_and_nothing_twice(digits):
    x, y = load_digits(return_X_y=True)
    parts = ("train", "validation", "test")
    found_x = np.concatenate([getattr(digits, f"x_{part}") for part in parts])
    found_y = np.concatenate([getattr(digits, f"y_{part}") for part in parts])
    found = np.column_stack([16 * found_x, found_y])
    wanted = np.column_stack([x, y])
    np.testing.assert_array_equal(
        found[np.lexsort(found.T)], wanted[np.lexsort(wanted.T)]
    )


def test_digits_test_set_is_a_fifth_of_each_class(digits):
    _, y = load_digits(return_X_y=True)
    wanted = np.round(0.2 * np.bincount(y))
    np.testing.assert_array_equal(np.bincount(digits.y_test), wanted)


def test_digits_never_change(digits):
    # Rows made with another split or another copy of the data cannot be compared.
    wanted = "c5f4030d66fc76bc1e96b2d90873b82e1793fd523cbd0b979bae06c49cce7cf6"
    assert digits.hash == data.load("digits").hash == wanted


def test_an_unknown_name_is_rejected():
    with pytest.raises(ValueError, match=r"`name` must be one of .* name='imagenet'"):
        data.load("imagenet")


def test_validation_is_a_tenth_of_train_and_keeps_pairs_together():
    x = np.arange(50)
    arrays = {"x_train": x, "y_train": 2 * x, "x_test": x[:3], "y_test": x[:3]}
    split = with_validation(arrays)
    assert len(split["x_validation"]) == 5
    both = np.concatenate([split["x_train"], split["x_validation"]])
    np.testing.assert_array_equal(np.sort(both), x)
    np.testing.assert_array_equal(split["y_train"], 2 * split["x_train"])
    np.testing.assert_array_equal(split["y_validation"], 2 * split["x_validation"])


def test_stratified_takes_the_share_of_each_class():
    labels = np.repeat([0, 1, 2], [10, 20, 30])
    rest, taken = stratified(labels, 0.2)
    np.testing.assert_array_equal(np.bincount(labels[taken]), [2, 4, 6])
    both = np.sort(np.concatenate([rest, taken]))
    np.testing.assert_array_equal(both, np.arange(60))


def test_hash_is_sha_256_of_the_contents():
    values = np.array([[1, 2]], dtype=np.uint8)
    wanted = hashlib.sha256(b"x |u1 (1, 2)\n\x01\x02").hexdigest()
    assert array_hash({"x": values}) == wanted
    assert array_hash({"x": np.asfortranarray(values)}) == wanted


@pytest.mark.parametrize(
    "other",
    [
        {"y": np.zeros(4, np.uint8)},
        {"x": np.zeros((2, 2), np.uint8)},
        {"x": np.zeros(4, np.int8)},
        {"x": np.array([0, 0, 0, 1], np.uint8)},
    ],
)
def test_hash_sees_names_shapes_types_and_values(other):
    assert array_hash(other) != array_hash({"x": np.zeros(4, np.uint8)})
