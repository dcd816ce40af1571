"""The exact test of independent proportions."""

from __future__ import annotations

from scipy import stats


def fisher_test(first: int, first_total: int, second: int, second_total: int) -> float:
    """One-sided p-value of "both proportions are equal", given all the hits.

    Reference: Fisher, JRSS 98, 1935.
    """
    table = [[first, first_total - first], [second, second_total - second]]
    return float(stats.fisher_exact(table, alternative="greater").pvalue)
