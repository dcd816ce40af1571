"""What an experiment declares: frozen data, nothing runs here."""

from __future__ import annotations

import dataclasses
import itertools
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from keras_nntricks._arguments import require

MARKS = ("read", "quoted", "derived", "measured", "from memory")
SCALES = ("smoke", "quick", "paper")
MADE_FOR_A_GPU = ("paper",)
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

    def __post_init__(self):
        ascending = all(a < b for a, b in itertools.pairwise(self.values))
        ok = len(self.values) > 0 and ascending and self.values[0] > 0
        require(ok, "values", "positive and ascending", self.values)
        require(self.seeds >= 1, "seeds", "a positive integer", self.seeds)
        require(self.extensions >= 0, "extensions", "at least 0", self.extensions)


@dataclasses.dataclass(frozen=True)
class Scale:
    """How large the experiment is: seeds, settings shared by all arms, data.

    `arms` limits the scale to some arms. `seeds_at_once` seeds of all arms make a
    block, which `measure` gets as one list; a block is what is lost by a crash.
    `first_seed` is above 0 where earlier seeds went into a pilot.
    """

    seeds: int
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    data: str | None = None
    arms: tuple[str, ...] | None = None
    tuning: Tuning | None = None
    seeds_at_once: int = 1
    first_seed: int = 0

    def __post_init__(self):
        require(self.seeds >= 1, "seeds", "a positive integer", self.seeds)
        at_once = self.seeds_at_once
        require(at_once >= 1, "seeds_at_once", "a positive integer", at_once)


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
        for name, scale in self.scales.items():
            require(name in SCALES, "scales", f"named one of {SCALES}", name)
            self._check_scale(scale, names)
        for claim in self.claims:
            self._check_criterion(claim.criterion, names)

    def _check_scale(self, scale, names):
        for arm in scale.arms or ():
            require(arm in names, "scale.arms", f"among {names}", arm)
        if scale.tuning is not None:
            metric, known = scale.tuning.metric, tuple(self.metrics)
            require(metric in known, "tuning.metric", f"among {known}", metric)

    def _check_criterion(self, criterion, names):
        for arm in criterion.arms:
            require(arm in names, "criterion.arms", f"among {names}", arm)
        for metric in criterion.metrics:
            known = tuple(self.metrics)
            require(metric in known, "criterion.metrics", f"among {known}", metric)

    def arm(self, name) -> Arm:
        """The arm of that name."""
        return next(arm for arm in self.arms if arm.name == name)

    def arms_at(self, scale) -> tuple[Arm, ...]:
        """The arms that run at a scale."""
        wanted = self.scales[scale].arms
        return tuple(a for a in self.arms if wanted is None or a.name in wanted)


def one_by_one(function) -> Measure:
    """A `measure` from `function(settings, seed, **hyperparameters) -> metrics`.

    An exception costs its own cell alone, which becomes an error with its reason.
    """

    def measure(cells: list[Cell]) -> Iterator[Outcome]:
        for cell in cells:
            yield _outcome(function, cell)

    return measure


def _outcome(function, cell):
    try:
        metrics = function(dict(cell.settings), cell.seed, **cell.hyperparameters)
    except Exception as error:
        return Outcome(cell, {}, status="error", reason=reason_of(error))
    return Outcome(cell, metrics)


def reason_of(error: BaseException, lines: int = 6) -> str:
    """The last lines of a traceback."""
    text = "".join(traceback.format_exception(error))
    return "\n".join(text.rstrip().splitlines()[-lines:])
