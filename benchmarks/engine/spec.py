"""What an experiment declares: frozen data, nothing runs here."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from keras_nntricks._arguments import require

MARKS = ("read", "quoted", "derived", "measured", "from memory")
SCALES = ("smoke", "quick", "paper")
STATUSES = ("done", "diverged", "error")
PHASES = ("tune", "final")


@dataclasses.dataclass(frozen=True)
class Source:
    """Where the question comes from."""

    title: str
    authors: str
    year: int
    url: str
    where: str


@dataclasses.dataclass(frozen=True)
class Published:
    """A number as its source prints it, and how sure we are of it."""

    value: str
    mark: str
    where: str = ""

    def __post_init__(self):
        require(self.mark in MARKS, "mark", f"one of {MARKS}", self.mark)


@dataclasses.dataclass(frozen=True)
class Arm:
    """One side of a comparison; arms of a claim differ in one setting."""

    name: str
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Tuning:
    """Choose one hyperparameter per arm on seeds of its own, then run fresh seeds.

    `values` are log-spaced and ascending; the winner has the best mean over
    `seeds` of `metric` (lower is better; diverged runs count as worst). A winner
    at an end of the range adds two points beyond it, at most `extensions` times.
    """

    hyperparameter: str
    values: tuple[float, ...]
    metric: str
    seeds: int = 3
    extensions: int = 1


@dataclasses.dataclass(frozen=True)
class Scale:
    """How large the experiment is: seeds, settings shared by all arms, data."""

    seeds: int
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    data: str | None = None
    arms: tuple[str, ...] | None = None
    tuning: Tuning | None = None
    seeds_at_once: int = 1


@dataclasses.dataclass(frozen=True)
class Claim:
    """A published statement as data: what is tested, and beside what it is shown.

    `criterion` is one of `benchmarks.engine.criteria`; its margin is fixed here,
    before anything runs.
    """

    name: str
    statement: str
    criterion: Any
    published: Published
    scales: tuple[str, ...] = SCALES
    exploratory: bool = False
    deviations: tuple[str, ...] = ()
    counter_evidence: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Cell:
    """The unit of work: one arm, one seed, one choice of hyperparameters."""

    experiment: str
    arm: str
    seed: int
    scale: str
    settings: Mapping[str, Any]
    hyperparameters: Mapping[str, float] = dataclasses.field(default_factory=dict)
    phase: str = "final"
    data: str | None = None


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What measuring a cell gave. Non-finite metrics are stored as None."""

    cell: Cell
    metrics: Mapping[str, Any]
    status: str = "done"
    reason: str | None = None
    seconds: float | None = None

    def __post_init__(self):
        require(self.status in STATUSES, "status", f"one of {STATUSES}", self.status)


Measure = Callable[[list[Cell]], Iterable[Outcome]]


@dataclasses.dataclass(frozen=True)
class Experiment:
    """A question, its source, its arms, how it is measured and what is claimed.

    Args:
        name: unique, lower case, the name of its module.
        title: a short heading, "Activation statistics by initialization".
        question: one sentence that ends in a question mark.
        measure: takes a list of cells of one seed block, yields their outcomes.
        metrics: name -> what it is and its unit; every name that `measure` gives.
        figure: "package.module:function" of the drawing; loaded by the report alone.
    """

    name: str
    title: str
    question: str
    source: Source
    arms: tuple[Arm, ...]
    scales: Mapping[str, Scale]
    measure: Measure
    metrics: Mapping[str, str]
    claims: tuple[Claim, ...]
    figure: str | None = None
    deviations: tuple[str, ...] = ()

    def __post_init__(self):
        names = [arm.name for arm in self.arms]
        require(len(set(names)) == len(names), "arms", "uniquely named", names)
        claims = [claim.name for claim in self.claims]
        require(len(set(claims)) == len(claims), "claims", "uniquely named", claims)
        for scale in self.scales:
            require(scale in SCALES, "scales", f"named one of {SCALES}", scale)
        for claim in self.claims:
            self._check_criterion(claim.criterion, names)

    def _check_criterion(self, criterion, names):
        for arm in criterion.arms:
            require(arm in names, "criterion.arms", f"among {names}", arm)
        for metric in criterion.metrics:
            known = tuple(self.metrics)
            require(metric in known, "criterion.metrics", f"among {known}", metric)

    def arm(self, name) -> Arm:
        """The arm of that name."""
        return next(arm for arm in self.arms if arm.name == name)


def one_by_one(function) -> Measure:
    """A `measure` from `function(settings, seed, **hyperparameters) -> metrics`."""

    def measure(cells: list[Cell]) -> Iterator[Outcome]:
        for cell in cells:
            metrics = function(dict(cell.settings), cell.seed, **cell.hyperparameters)
            yield Outcome(cell, metrics)

    return measure
