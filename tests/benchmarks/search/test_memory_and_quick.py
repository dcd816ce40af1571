"""The sections of two studies, on made rows."""

import pytest

from benchmarks.search import memory, quick

MACHINE = {"processor": "a processor", "cores": 2, "device": "cpu", "keras": "3.15.1"}
SAME = {"backend": "jax", "load_average": 0.5, "environment": MACHINE}


def memory_row(arm, mib):
    return {"key": f"memory/{arm}", "mib": mib, **SAME}


def test_growth_counts_from_the_twentieth_trial():
    assert memory.growth([500.0, 600.0, 610.0, 640.0]) == pytest.approx(40 / 20)
    assert memory.growth([500.0, 600.0]) is None


def test_flat_is_less_than_half_a_mib_per_trial():
    rows = [memory_row("theirs", [5.0, 6, 16]), memory_row("ours", [5.0, 6, 10])]
    shown = memory.section(rows)
    assert "| `theirs` | 5 | 6 | 16 | 1.00 | **no** |" in shown
    assert "| `ours` | 5 | 6 | 10 | 0.40 | yes |" in shown


def quick_row(seed, seconds):
    found = {"learning_rate": 0.125, "weight_decay": 1e-4}
    return {"key": f"quick/dense/{seed}", "seconds": seconds, "found": found, **SAME}


def test_the_slowest_call_is_judged():
    shown = quick.section([quick_row(0, 20.0), quick_row(1, 59.0)])
    assert "The slowest took 59 s; under 60 s wanted: met." in shown
    assert "| dense | 1 | 59.0 | 0.12 | 0.0001 |" in shown
    assert "**missed**" in quick.section([quick_row(0, 61.0)])
