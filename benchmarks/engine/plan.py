"""Says which cells are still to run: a pure function of declaration and rows."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence

from benchmarks.engine.keys import Context, canonical
from benchmarks.engine.seeds import FIRST_TUNING_SEED
from benchmarks.engine.spec import Cell, Experiment
from benchmarks.engine.tuning import chosen_hyperparameters, tuning_seeds
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True)
class Block:
    """Cells that are measured together: all arms of a few seeds."""

    experiment: str
    scale: str
    phase: str
    first_seed: int
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Names the block whichever of its cells are still to run."""
        return f"{self.experiment}-{self.scale}-{self.phase}-{self.first_seed}"

    @property
    def title(self) -> str:
        """For people: experiment, phase and seeds."""
        first, last = (pick(cell.seed for cell in self.cells) for pick in (min, max))
        seeds = f"seed {first}" if first == last else f"seeds {first}-{last}"
        return f"{self.experiment} {self.phase} {seeds}"


def current_rows(
    rows: Iterable[Mapping], experiment: str, scale: str, context: Context
) -> list[Mapping]:
    """The rows of an experiment and scale that this source and backend made."""
    return [
        row
        for row in rows
        if row["experiment"] == experiment
        and row["scale"] == scale
        and row["source_hash"] == context.source_hash
        and row["backend"] == context.backend
        and context.data_hash in (None, row["data_hash"])
    ]


def identity(cell: Cell | Mapping) -> str:
    """The same text for a cell and for its row."""
    row = cell if isinstance(cell, Mapping) else vars(cell)
    names = ("arm", "phase", "seed", "hyperparameters", "settings")
    return canonical([row[name] for name in names])


def plan(
    experiment: Experiment,
    scale: str,
    seeds: int | None,
    rows: Sequence[Mapping],
    failed: Collection[str] = (),
) -> list[Block]:
    """The blocks that can be run now, in the order in which to run them.

    Tuning comes first; the final cells follow once the rows say which value each
    arm has won with. So call it again after each block: it gives the rest.

    Args:
        experiment: what is to be run.
        scale: one of its scales.
        seeds: number of final seeds; None for the scale's own.
        rows: the current rows of this experiment and scale.
        failed: identities of cells not to be tried again now.
    """
    done = {identity(row) for row in rows if row["status"] != "error"} | set(failed)
    for phase, cells in (
        ("tune", tune_cells(experiment, scale, rows)),
        ("final", final_cells(experiment, scale, seeds, rows)),
    ):
        pending = [cell for cell in cells if identity(cell) not in done]
        if pending:
            return _blocks(experiment, scale, phase, pending)
    return []


def tune_cells(experiment, scale, rows) -> list[Cell]:
    """All cells of the tuning phase that are known so far, done or not."""
    choices = chosen_hyperparameters(experiment, scale, rows)
    if not choices:
        return []
    return [
        _cell(experiment, scale, name, seed, "tune", {choice.hyperparameter: value})
        for seed in tuning_seeds(experiment.scales[scale].tuning)
        for name, choice in choices.items()
        for value in choice.values
    ]


def final_cells(experiment, scale, seeds, rows) -> list[Cell]:
    """All final cells whose hyperparameters are known, done or not, seed-major."""
    chosen = _chosen(experiment, scale, rows)
    first = experiment.scales[scale].first_seed
    return [
        _cell(experiment, scale, name, seed, "final", hyperparameters)
        for seed in range(first, first + num_seeds(experiment, scale, seeds))
        for name, hyperparameters in chosen.items()
    ]


def num_seeds(experiment, scale, seeds) -> int:
    """The number of final seeds: what was asked for, or the scale's own."""
    seeds = experiment.scales[scale].seeds if seeds is None else seeds
    most = FIRST_TUNING_SEED - experiment.scales[scale].first_seed
    require(seeds <= most, "seeds", f"at most {most}", seeds)
    return seeds


def count(experiment, scale, seeds, rows) -> tuple[int, int]:
    """Cells done and cells that are needed, as far as is known."""
    known = tune_cells(experiment, scale, rows)
    known += final_cells(experiment, scale, seeds, rows)
    done = {identity(row) for row in rows if row["status"] != "error"}
    num_arms = len(experiment.arms_at(scale))
    undecided = num_arms - len(_chosen(experiment, scale, rows))
    later = undecided * num_seeds(experiment, scale, seeds)
    return sum(identity(cell) in done for cell in known), len(known) + later


def _chosen(experiment, scale, rows):
    """Arm -> hyperparameters of its final cells; arms still in tuning are left out."""
    if experiment.scales[scale].tuning is None:
        return {arm.name: {} for arm in experiment.arms_at(scale)}
    choices = chosen_hyperparameters(experiment, scale, rows)
    return {
        name: {choice.hyperparameter: choice.value}
        for name, choice in choices.items()
        if choice.value is not None
    }


def _cell(experiment, scale, arm, seed, phase, hyperparameters):
    declared = experiment.scales[scale]
    settings = {**declared.settings, **experiment.arm(arm).settings}
    return Cell(
        experiment=experiment.name,
        arm=arm,
        seed=seed,
        scale=scale,
        settings=settings,
        hyperparameters=hyperparameters,
        phase=phase,
        data=declared.data,
    )


def _blocks(experiment, scale, phase, cells):
    declared = experiment.scales[scale]
    at_once = declared.seeds_at_once
    start = FIRST_TUNING_SEED if phase == "tune" else declared.first_seed
    groups: dict[int, list[Cell]] = {}
    for cell in cells:
        first = cell.seed - (cell.seed - start) % at_once
        groups.setdefault(first, []).append(cell)
    return [
        Block(experiment.name, scale, phase, first, tuple(group))
        for first, group in sorted(groups.items())
    ]
