"""A run from its cell to a row in the file."""

import pytest

from benchmarks.diagnosis import training, trial, worker
from benchmarks.diagnosis.cells import draw
from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.found import found
from benchmarks.diagnosis.outcome import outcome
from benchmarks.diagnosis.problems import PROBLEMS
from benchmarks.engine.json_lines import JsonLines


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(training, "STEPS", 8)
    monkeypatch.setattr(training, "LEAST_EPOCHS", 2)
    monkeypatch.setattr("benchmarks.engine.keys.source_hash", lambda module: "source")


def _one_cell(fault, monkeypatch):
    cell = draw("development", FAULTS[fault], 0)
    monkeypatch.setattr(worker, "cells", lambda *arguments: [cell])
    return cell


def test_a_row_tells_the_verdicts_and_is_made_once(tmp_path, monkeypatch):
    _one_cell("sigmoid-for-regression", monkeypatch)
    path = tmp_path / "rows.jsonl"
    assert worker.work("development", 1, path, 600) == 0
    (row,) = JsonLines(path).read()
    assert found(row)
    assert "squashed-regression" in [rule for rule, *_ in row["verdicts"]]
    assert row["environment"]["keras"]
    assert row["backend"]
    monkeypatch.setattr(worker, "made", lambda *arguments: 1 / 0)
    assert worker.work("development", 1, path, 600) == 0


def test_a_run_that_raises_is_counted_and_leaves_no_row(tmp_path, monkeypatch):
    _one_cell("frozen", monkeypatch)
    monkeypatch.setattr(trial, "healthy", lambda cell: 1 / 0)
    assert worker.work("development", 1, tmp_path / "rows.jsonl", 600) == 1
    assert JsonLines(tmp_path / "rows.jsonl").read() == []


def test_no_run_begins_when_time_is_up(tmp_path, monkeypatch, capsys):
    _one_cell("frozen", monkeypatch)
    assert worker.work("development", 1, tmp_path / "rows.jsonl", -1) == 0
    assert "same command goes on" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("last", "went_well"), [([0.0, 0.95, 0.96], True), ([0.95, 0.5, 0.2], False)]
)
def test_a_training_is_judged_by_the_median_of_its_last_epochs(last, went_well):
    history = {"val_accuracy": [0.99, *last]}
    assert outcome(PROBLEMS["moons"], history)["went_well"] is went_well


def test_a_training_that_was_lost_did_not_go_well():
    history = {"val_r2_score": [float("nan")] * 3}
    found = outcome(PROBLEMS["waves"], history)
    assert found == {"score": None, "went_well": False}
