"""Values of a hyperparameter at which the seed decides how a training ends."""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections.abc import Mapping, Sequence

from benchmarks.engine.spec import Experiment
from benchmarks.engine.tuning import scores_by_value

# Schmidt, Schneider and Hennig, 2021, appendix C, https://arxiv.org/abs/2007.01547
LIMIT = 5.0


@dataclasses.dataclass(frozen=True)
class Tried:
    """The tuning runs of one arm at one value.

    Args:
        value: of the hyperparameter.
        scores: one per seed, infinite where the run was worst.
        ratio: the spread over seeds by the median spread of the arm; None where it
            has none: fewer than two seeds, or no seed that ended well.
    """

    value: float
    scores: tuple[float, ...]
    ratio: float | None = None

    @property
    def is_danger(self) -> bool:
        """Whether the seed matters here far more than elsewhere."""
        return self.ratio is not None and self.ratio > LIMIT


def tried_values(
    experiment: Experiment, scale: str, rows: Sequence[Mapping]
) -> dict[str, list[Tried]]:
    """Arm -> what its tuning tried, by value; empty where nothing was tuned."""
    tuning = experiment.scales[scale].tuning if scale in experiment.scales else None
    if tuning is None:
        return {}
    arms = [arm.name for arm in experiment.arms_at(scale)]
    return {arm: _compared(scores_by_value(rows, arm, tuning)) for arm in arms}


def _compared(scores):
    spreads = {value: spread(found) for value, found in scores.items()}
    known = [one for one in spreads.values() if one is not None]
    middle = statistics.median(known) if known else None
    return [
        Tried(value, tuple(scores[value]), _ratio(spreads[value], middle))
        for value in sorted(scores)
    ]


def spread(scores: Sequence[float]) -> float | None:
    """Standard deviation over seeds; infinite where some diverge and others do not."""
    lost = sum(map(math.isinf, scores))
    if len(scores) < 2 or lost == len(scores):
        return None
    return math.inf if lost else statistics.stdev(scores)


def _ratio(own, middle):
    if own is None:
        return None
    if middle == 0:
        return math.inf if own else 1.0
    return 1.0 if own == middle else own / middle
