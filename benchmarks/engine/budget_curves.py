"""What a smaller budget of tuning would have given, from the trials that were run."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence


@dataclasses.dataclass(frozen=True)
class Budget:
    """The best of `trials` trials: quartiles over all ways to choose them."""

    trials: int
    low: float
    median: float
    high: float


def budget_curve(scores: Sequence[float]) -> list[Budget]:
    """Best of k for each k up to the number of scores, where lower is better.

    A budget of k trials is a random k of those that were run. Over all such choices
    the best one is the i-th of n sorted scores, or a better one, in 1 - C(n - i, k) /
    C(n, k) of the cases: exact, without a further run and without random partitions.
    Infinite scores are trials that diverged; quartiles bear them.

    >>> [budget.median for budget in budget_curve([3.0, 1.0, 2.0])]
    [2.0, 1.0, 1.0]

    Reference: Bergstra and Bengio, JMLR 13, 2012, section 2.1, who partition the
    trials at random.
    """
    ordered = sorted(scores)
    return [_budget(ordered, k) for k in range(1, len(ordered) + 1)]


def _budget(ordered, k):
    return Budget(k, *(_quantile(ordered, k, share) for share in (0.25, 0.5, 0.75)))


def _quantile(ordered, k, share):
    """The lowest score that the best of k reaches in that share of the choices."""
    n = len(ordered)
    missed = (math.comb(n - i, k) / math.comb(n, k) for i in range(1, n + 1))
    pairs = zip(ordered, missed, strict=True)
    return next(score for score, miss in pairs if 1 - miss >= share)
