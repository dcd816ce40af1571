"""Fails for one cell, unless FAKE_REPAIRED is set."""

import os

from benchmarks.engine.spec import Arm, Outcome, Scale
from tests.benchmarks.engine.fake_experiments._parts import experiment


def measure(cells):
    for cell in cells:
        broken = cell.arm == "b" and cell.seed == 1
        if broken and "FAKE_REPAIRED" not in os.environ:
            raise RuntimeError("no score for b at seed 1")
        yield Outcome(cell, {"score": cell.seed})


EXPERIMENT = experiment(
    "failing", (Arm("a"), Arm("b")), {"smoke": Scale(seeds=3, seeds_at_once=3)}, measure
)
