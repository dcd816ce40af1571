"""Measures one stored cell once more and says what came out otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.engine.evidence import final_rows
from benchmarks.engine.keys import Context
from benchmarks.engine.measuring import measured
from benchmarks.engine.plan import Block
from benchmarks.engine.spec import Cell, Experiment

# A cell that was measured with others in one program rounds otherwise alone.
TOLERANCE = 1e-3


class Again(NamedTuple):
    """One metric, as it is stored and as it came now, and how far these differ."""

    metric: str
    stored: object
    now: object
    difference: float

    @property
    def agrees(self) -> bool:
        """Whether both are the same up to rounding."""
        return self.difference <= TOLERANCE


def stored_row(
    experiment: Experiment, scale: str, rows: Sequence[Mapping], arm: str, seed: int
) -> Mapping | None:
    """The final row of that arm and seed at the tuned value; None if none is there."""
    found = final_rows(experiment, scale, rows)
    cells = {(row["arm"], row["seed"]): row for row in found}
    return cells.get((arm, seed))


def measured_again(experiment: Experiment, row: Mapping) -> Mapping:
    """A new row of the cell that gave this row; it is not stored."""
    context = Context(row["source_hash"], row["backend"], row["data_hash"])
    names = ("experiment", "arm", "seed", "scale", "settings", "hyperparameters")
    cell = Cell(**{name: row[name] for name in (*names, "phase", "data")})
    block = Block(cell.experiment, cell.scale, cell.phase, cell.seed, (cell,))
    return next(iter(measured(experiment, block, context)))


def compared(row: Mapping, again: Mapping) -> list[Again]:
    """Each metric of the row beside that of the new one."""
    return [
        Again(name, stored, now, _difference(stored, now))
        for name, stored in row["metrics"].items()
        for now in [again["metrics"].get(name)]
    ]


def _difference(stored, now):
    """Largest difference, relative to the largest stored number."""
    stored, now = (np.array(value, dtype=object) for value in (stored, now))
    known = np.not_equal(stored, None)
    if stored.shape != now.shape or np.any(known != np.not_equal(now, None)):
        return np.inf
    stored, now = (side[known].astype("float64") for side in (stored, now))
    if np.array_equal(stored, now):
        return 0.0
    size = np.max(np.abs(stored))
    return float(np.max(np.abs(now - stored)) / size) if size else np.inf
