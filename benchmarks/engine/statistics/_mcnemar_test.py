"""The exact test of paired proportions."""

from __future__ import annotations

from scipy import stats


def mcnemar_test(only_first: int, only_second: int) -> float:
    """One-sided p-value of "both proportions are equal".

    Among the pairs that differ, `only_first` is Binomial(pairs, 1/2).

    Reference: McNemar, Psychometrika 12, 1947.
    """
    return float(stats.binom.sf(only_first - 1, only_first + only_second, 0.5))
