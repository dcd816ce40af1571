"""The section of the study of grid against random, of made rows."""

import pytest

from benchmarks.search import grid_random


def made(case, grid, random, direction="max"):
    best = {"grid": {"9": grid}, "random": {"9": random}}
    environment = {
        "cpu": "a CPU",
        "cores": 2,
        "platform": "cpu",
        "python": "3.11",
        "versions": {},
    }
    shared = {"backend": "jax", "load_average": 1.0, "environment": environment}
    return {"case": case, "direction": direction, "best": best, **shared}


@pytest.fixture(autouse=True)
def no_machines(monkeypatch):
    monkeypatch.setattr(grid_random, "machines", lambda rows: "- a machine")


def test_rows_of_a_problem_are_taken_together():
    rows = [made("1 of 2", [0.1, 0.2], [0.8, 0.9]), made("1 of 2", [0.3], [0.7])]
    section = grid_random.section(rows)
    assert "### A function, 1 of 2 dimensions matter" in section
    assert "| 9 | grid | 0.200 (" in section
    assert "| 9 | random | 0.800 (" in section
    assert "| 100% | better |" in section
    assert "expected to be better than a grid: so it is at 1 of 1 budgets." in section


def test_what_was_not_expected_is_said():
    section = grid_random.section([made("2 of 2", [0.1] * 3, [0.5, 0.6, 0.7])])
    assert "expected to be worse than a grid: so it is at 0 of 1 budgets." in section


def test_losses_are_better_where_they_are_lower():
    section = grid_random.section([made("digits", [0.5] * 3, [0.3, 0.2, 0.1], "min")])
    assert "best validation loss" in section
    assert "| 100% | better |" in section


def test_no_rows_make_no_tables():
    assert grid_random.section([]) == "No rows are committed yet."
