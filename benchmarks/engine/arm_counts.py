"""How many cells of each arm are done, left and failed."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Mapping, Sequence

from benchmarks.engine.plan import final_cells, identity, num_seeds, tune_cells
from benchmarks.engine.spec import Experiment


@dataclasses.dataclass(frozen=True)
class ArmCount:
    """Cells of one arm; an error is also left to run."""

    arm: str
    done: int
    left: int
    errors: int


def arm_counts(
    experiment: Experiment, scale: str, seeds: int | None, rows: Sequence[Mapping]
) -> list[ArmCount]:
    """The counts of each arm, tuning included as far as it is known.

    `rows` are current rows of the experiment and scale, last errors among them.
    """
    done = {identity(row) for row in rows if row["status"] != "error"}
    finals = final_cells(experiment, scale, seeds, rows)
    chosen = {cell.arm for cell in finals}
    cells = collections.defaultdict(list)
    for cell in tune_cells(experiment, scale, rows) + finals:
        cells[cell.arm].append(identity(cell) in done)
    failed = collections.Counter(r["arm"] for r in rows if r["status"] == "error")
    counts = []
    for arm in experiment.arms_at(scale):
        later = 0 if arm.name in chosen else num_seeds(experiment, scale, seeds)
        finished = sum(cells[arm.name])
        left = len(cells[arm.name]) - finished + later
        counts.append(ArmCount(arm.name, finished, left, failed[arm.name]))
    return counts
