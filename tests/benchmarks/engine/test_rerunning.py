import math

import pytest

from benchmarks.engine import rerunning
from tests.benchmarks.engine.fake_runs import REGISTRY, run_to_end

TUNED = REGISTRY.load("tuned")


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    run, _ = run_to_end(tmp_path_factory.mktemp("rows"), "tuned")
    return run.store.rows


def test_a_cell_is_found_at_the_value_that_its_arm_was_tuned_to(rows):
    row = rerunning.stored_row(TUNED, "smoke", rows, "a", 2)
    assert (row["phase"], row["hyperparameters"]) == ("final", {"rate": 0.1})
    assert rerunning.stored_row(TUNED, "smoke", rows, "a", 99) is None
    assert rerunning.stored_row(TUNED, "quick", rows, "a", 2) is None


def test_it_is_measured_with_the_settings_and_hyperparameters_of_its_row(rows):
    row = rerunning.stored_row(TUNED, "smoke", rows, "b", 3)
    again = rerunning.measured_again(TUNED, row)
    assert again["key"] == row["key"]
    (found,) = rerunning.compared(row, again)
    assert found == ("score", row["metrics"]["score"], row["metrics"]["score"], 0.0)
    assert found.agrees


def test_what_is_never_finite_agrees_with_itself(rows):
    row = rerunning.stored_row(TUNED, "smoke", rows, "c", 0)
    (found,) = rerunning.compared(row, rerunning.measured_again(TUNED, row))
    assert found.stored is None
    assert found.agrees


@pytest.mark.parametrize(
    ("stored", "now", "difference"),
    [
        (2.0, 2.0, 0.0),
        (2.0, 2.001, 0.0005),
        ([1.0, None, 4.0], [1.0, None, 4.4], 0.1),
        ([1.0, None], [None, 1.0], math.inf),
        ([1.0], [1.0, 2.0], math.inf),
        (1.0, None, math.inf),
        (0.0, 1e-9, math.inf),
        ([], [], 0.0),
    ],
)
def test_differences_are_relative_to_the_largest_stored_number(stored, now, difference):
    (found,) = rerunning.compared({"metrics": {"m": stored}}, {"metrics": {"m": now}})
    assert found.difference == pytest.approx(difference)
    assert found.agrees == (difference <= 1e-3)


def test_a_metric_that_is_gone_does_not_agree():
    (found,) = rerunning.compared({"metrics": {"m": 1.0}}, {"metrics": {}})
    assert not found.agrees
