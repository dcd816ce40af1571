import numpy as np
import pytest

from benchmarks.engine.keys import Context
from benchmarks.engine.measuring import measured
from benchmarks.engine.plan import plan
from benchmarks.engine.spec import Arm, Outcome, Scale
from tests.benchmarks.engine.fake_experiments._parts import experiment

CONTEXT = Context("source", "jax")


def rows_of(measure, metrics=("score",), at_once=2):
    scales = {"smoke": Scale(seeds=2, seeds_at_once=at_once)}
    made = experiment("made", (Arm("a"), Arm("b")), scales, measure, metrics)
    block = plan(made, "smoke", None, [])[0]
    return list(measured(made, block, CONTEXT))


def giving(value):
    return lambda cells: (Outcome(cell, {"score": value}) for cell in cells)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (np.float32(0.5), 0.5),
        (np.arange(3), [0, 1, 2]),
        (np.bool_(True), True),
        ([[1.0, None], (2, False)], [[1.0, None], [2, False]]),
    ],
)
def test_metrics_are_stored_as_plain_numbers(value, stored):
    row = rows_of(giving(value))[0]
    assert row["metrics"] == {"score": stored}
    assert row["reason"] is None


def test_what_is_not_finite_becomes_none_and_is_named():
    row = rows_of(giving([1.0, np.inf, [np.nan]]))[0]
    assert row["metrics"] == {"score": [1.0, None, [None]]}
    assert row["reason"] == "not finite: score[1] is inf, score[2][0] is nan"


def test_what_is_no_number_is_an_error():
    row = rows_of(giving("high"))[0]
    assert row["status"] == "error"
    assert row["reason"] == "Metric 'score' must hold numbers. Received: 'high'."


def test_a_metric_that_is_not_declared_is_an_error():
    row = rows_of(giving(1.0), metrics=("score", "other"))[0]
    assert row["status"] == "done"

    def measure(cells):
        return (Outcome(cell, {"score": 1, "speed": 2}) for cell in cells)

    row = rows_of(measure)[0]
    assert row["status"] == "error"
    assert "not declared: speed" in row["reason"]


def test_an_exception_in_a_block_of_several_spares_the_other_cells():
    def measure(cells):
        if any(cell.arm == "b" and cell.seed == 0 for cell in cells):
            raise ValueError("b cannot")
        return giving(1.0)(cells)

    rows = rows_of(measure)
    assert len(rows) == 4
    failed = [(r["arm"], r["seed"]) for r in rows if r["status"] == "error"]
    assert failed == [("b", 0)]


def test_a_cell_without_an_outcome_is_an_error():
    rows = rows_of(lambda cells: giving(1.0)(cells[:-1]))
    assert [row["status"] for row in rows] == ["done"] * 3 + ["error"]
    assert rows[-1]["reason"] == "`measure` gave no outcome for this cell."


def test_a_diverged_run_keeps_its_status_and_reason():
    def measure(cells):
        for cell in cells:
            yield Outcome(cell, {"score": np.nan}, "diverged", "At step 3.", 0.25)

    row = rows_of(measure)[0]
    assert row["status"] == "diverged"
    assert row["reason"] == "At step 3.; not finite: score is nan"
    assert row["seconds"] == 0.25
