"""The trials of a search, and which of them a search finds."""

import numpy as np
import pytest

from benchmarks.data import load
from benchmarks.experiments import e18_search_networks as e18
from benchmarks.experiments.shared.variants import TASKS, variant


def test_eight_random_trials_begin_the_sixteen():
    eight, sixteen = (e18.trials(f"random-{n}", 4) for n in (8, 16))
    assert sixteen[:8] == eight
    assert len({trial["learning_rate"] for trial in sixteen}) == 16


def test_a_grid_of_81_has_three_values_of_each_number():
    grid = e18.trials("grid-81", 4)
    assert len(grid) == 81
    for name in grid[0]:
        assert len({trial[name] for trial in grid}) == 3


def test_both_searches_of_a_seed_share_a_range_that_moves_with_the_seed():
    low, high = e18.space(4)["learning_rate"]
    for search in ("random-16", "grid-81"):
        decades = np.log10([trial["learning_rate"] for trial in e18.trials(search, 4)])
        assert low <= decades.min() <= decades.max() <= high
    assert low != e18.space(5)["learning_rate"][0]
    assert high - low == pytest.approx(4)


def test_settings_are_powers_of_ten_and_momentum_is_what_friction_leaves():
    ranges = {"learning_rate": (-3.0, 1.0), "friction": (-2.0, 0.0)}
    settings = e18.settings_at((0.25, 0.5), ranges)
    assert settings == pytest.approx({"learning_rate": 0.01, "momentum": 0.9})


def test_a_trial_that_diverged_is_the_worst():
    assert e18.validation_error({"history": {"val_accuracy": [0.4, None]}}) == 100
    found = e18.validation_error({"history": {"val_accuracy": [0.4, 0.75]}})
    assert found == pytest.approx(25)


def test_the_parts_of_a_variant_hold_every_example_once():
    digits = load("digits")
    parts = variant(digits, 100, 50)
    assert [len(y) for _, y in parts] == [100, 50, 1797 - 150]
    pooled = np.concatenate([digits.x_train, digits.x_validation, digits.x_test])
    found = np.concatenate([x for x, _ in parts])
    assert np.array_equal(np.sort(found.sum(axis=1)), np.sort(pooled.sum(axis=1)))


def test_a_smaller_training_set_is_a_part_of_a_larger_one():
    small, large = (variant(load("digits"), size, 50).train[0] for size in (20, 60))
    assert np.array_equal(small, large[:20])


@pytest.mark.parametrize("task", TASKS[1:])
def test_a_perturbed_task_has_the_same_labels_and_other_images(task):
    plain, other = (variant(load("digits"), 100, 50, name) for name in ("plain", task))
    assert np.array_equal(plain.test[1], other.test[1])
    assert other.test[0].dtype == np.float32
    assert not np.allclose(plain.test[0], other.test[0])
    assert 0 <= other.test[0].min() <= other.test[0].max() <= 1
