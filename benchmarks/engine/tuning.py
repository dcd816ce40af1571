"""Chooses one hyperparameter value per arm from the rows of the tuning phase."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence

from benchmarks.engine.seeds import FIRST_TUNING_SEED
from benchmarks.engine.spec import Experiment, Tuning


@dataclasses.dataclass(frozen=True)
class Choice:
    """How far the tuning of one arm is.

    Args:
        arm: name of the arm.
        hyperparameter: the name that is tuned.
        values: all values to try, ascending, extensions included.
        scores: value -> mean of the metric over the tuning seeds; infinite when a
            run diverged or gave no finite number. Holds finished values alone.
        value: the winner; None while a value is not finished.
        on_edge: whether the winner sits at an end of the tried range.
    """

    arm: str
    hyperparameter: str
    values: tuple[float, ...]
    scores: Mapping[float, float]
    value: float | None = None
    on_edge: bool = False


def tuning_seeds(tuning: Tuning) -> tuple[int, ...]:
    """Seeds that no final cell uses."""
    return tuple(range(FIRST_TUNING_SEED, FIRST_TUNING_SEED + tuning.seeds))


def chosen_hyperparameters(
    experiment: Experiment, scale: str, rows: Sequence[Mapping]
) -> dict[str, Choice]:
    """Arm -> its `Choice`; empty when the scale tunes nothing.

    `rows` are the rows of this experiment and scale, of any phase.
    """
    tuning = experiment.scales[scale].tuning
    if tuning is None:
        return {}
    names = [arm.name for arm in experiment.arms_at(scale)]
    return {name: _choose(name, tuning, _tries(rows, name, tuning)) for name in names}


def _tries(rows, arm, tuning):
    """Value -> seed -> metric, infinite where the run is worst."""
    tries: dict[float, dict[int, float]] = {}
    for row in rows:
        wanted = row["arm"] == arm and row["phase"] == "tune"
        if wanted and row["status"] != "error":
            value = row["hyperparameters"][tuning.hyperparameter]
            tries.setdefault(value, {})[row["seed"]] = _score(row, tuning.metric)
    return tries


def scores_by_value(
    rows: Sequence[Mapping], arm: str, tuning: Tuning
) -> dict[float, list[float]]:
    """Value -> the metric of each seed tried, infinite where the run is worst."""
    tries = _tries(rows, arm, tuning)
    return {value: list(scores.values()) for value, scores in tries.items()}


def _score(row, metric):
    value = row["metrics"].get(metric)
    finite = row["status"] == "done" and value is not None and math.isfinite(value)
    return float(value) if finite else math.inf


def _choose(arm, tuning, tries):
    values = tuple(tuning.values)
    for extension in range(tuning.extensions + 1):
        scores = _means(values, tuning, tries)
        if len(scores) < len(values):
            return Choice(arm, tuning.hyperparameter, values, scores)
        best = _best(values, scores)
        on_edge = len(values) > 1 and best in (values[0], values[-1])
        if not on_edge or extension == tuning.extensions:
            break
        values = extended(values, best)
    return Choice(arm, tuning.hyperparameter, values, scores, best, on_edge)


def _means(values, tuning, tries):
    seeds = tuning_seeds(tuning)
    finished = [v for v in values if all(seed in tries.get(v, {}) for seed in seeds)]
    return {v: sum(tries[v][seed] for seed in seeds) / len(seeds) for v in finished}


def _best(values, scores):
    """Lowest score; the most central of equals, the smallest when all are worst."""
    lowest = min(scores.values())
    if math.isinf(lowest):
        return values[0]
    middle = (len(values) - 1) / 2
    tied = [i for i, value in enumerate(values) if scores[value] == lowest]
    return values[min(tied, key=lambda i: (abs(i - middle), i))]


def extended(values: tuple[float, ...], end: float) -> tuple[float, ...]:
    """Two more log-spaced points beyond an end of the range.

    >>> extended((0.01, 0.1), 0.1)
    (0.01, 0.1, 1.0, 10.0)
    """
    if end == values[0]:
        ratio = values[0] / values[1]
        return _rounded(end * ratio**2, end * ratio) + values
    ratio = values[-1] / values[-2]
    return values + _rounded(end * ratio, end * ratio**2)


def _rounded(*values):
    return tuple(float(f"{value:.6g}") for value in values)
