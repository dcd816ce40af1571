"""Notes the process of each block in FAKE_FOLDER; waits there until `go` exists."""

import os
import pathlib
import time

from benchmarks.engine.spec import Arm, Outcome, Scale
from tests.benchmarks.engine.fake_experiments._parts import experiment


def measure(cells):
    folder = pathlib.Path(os.environ["FAKE_FOLDER"])
    with (folder / "notes").open("a") as notes:
        notes.write(f"{cells[0].seed} {os.getpid()}\n")
    while not (folder / "go").exists():
        time.sleep(0.02)
    for cell in cells:
        yield Outcome(cell, {"score": cell.seed})


EXPERIMENT = experiment(
    "held", (Arm("a"), Arm("b")), {"smoke": Scale(seeds=6)}, measure
)
