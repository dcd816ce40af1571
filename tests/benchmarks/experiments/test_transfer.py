"""The pairs of data sets, and what a transferred network keeps and trains."""

import numpy as np
import pytest

from benchmarks.data import load
from benchmarks.experiments.shared.transfer import pair
from benchmarks.networks import transferred_mlp


def test_source_and_target_share_no_label_and_leave_no_example_out():
    digits = load("digits")
    labels = np.concatenate([digits.y_train, digits.y_validation, digits.y_test])
    found = pair(digits, "similar", 40, 30)
    counts = np.bincount(np.concatenate([y for _, y in found.target]), minlength=5)
    assert np.array_equal(counts, np.bincount(labels)[5:])
    assert np.array_equal(np.bincount(found.source[1]), np.bincount(labels)[:5])
    assert [len(y) for _, y in found.target][:2] == [40, 30]


def test_a_different_source_has_shuffled_pixels_and_the_same_target():
    similar, different = (
        pair(load("digits"), likeness, 40, 30) for likeness in ("similar", "different")
    )
    pixels = [np.sort(found.source[0], axis=1) for found in (similar, different)]
    np.testing.assert_array_equal(*pixels)
    assert np.any(similar.source[0] != different.source[0])
    order = [x[0].argsort(kind="stable") for x in (similar.source, different.source)]
    assert np.any(order[0] != order[1])
    for one, other in zip(similar.target, different.target, strict=True):
        np.testing.assert_array_equal(one[0], other[0])


def hidden_of(model):
    return [np.asarray(weight) for weight in model.get_weights()][:4]


@pytest.mark.parametrize(("trained", "moved"), [("all", True), ("top", False)])
def test_learned_features_are_taken_and_trained_or_kept(trained, moved):
    start = hidden_of(transferred_mlp.build(width=6, features=8))
    model = transferred_mlp.build(
        width=6, features=8, start=tuple(start), trained=trained
    )
    for wanted, found in zip(start, hidden_of(model), strict=True):
        np.testing.assert_array_equal(found, wanted)
    x = np.random.default_rng(0).random((16, 8), dtype="float32")
    top = np.asarray(model.get_weights()[4])
    model.train_on_batch(x, np.arange(16) % 5)
    changed = [np.any(a != b) for a, b in zip(start, hidden_of(model), strict=True)]
    assert any(changed) == moved
    assert np.any(top != np.asarray(model.get_weights()[4]))
