"""Koopman's score interval of a ratio of proportions."""

from __future__ import annotations

import math

from scipy import optimize, stats

from benchmarks.engine.statistics._ratio_score import ratio_score

_WIDEST = 60.0


def koopman_interval(
    first: int, first_total: int, second: int, second_total: int, confidence=0.95
) -> tuple[float, float]:
    """Interval of (first / first_total) / (second / second_total).

    All ratios that the score test of `ratio_score` does not reject. A count of 0
    on top gives low 0, a count of 0 below gives high infinity, both give [0, inf].

    Reference: Koopman, Biometrics 40, 1984, pages 513-517.
    """
    if first == 0 and second == 0:
        return 0.0, math.inf
    z = stats.norm.ppf((1 + confidence) / 2)

    def excess(log_ratio, level):
        ratio = math.exp(log_ratio)
        return ratio_score(ratio, first, first_total, second, second_total) - level

    low = 0.0 if first == 0 else math.exp(_root(excess, z))
    high = math.inf if second == 0 else math.exp(_root(excess, -z))
    return low, high


def _root(function, level):
    return optimize.brentq(function, -_WIDEST, _WIDEST, args=(level,), xtol=1e-12)
