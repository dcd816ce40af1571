"""The exact rank-sum test, also with ties."""

from __future__ import annotations

import numpy as np
from scipy import stats


def mann_whitney_test(larger, smaller) -> float:
    """One-sided p-value of "both samples have one distribution".

    The share of all divisions of the pooled midranks whose rank sum of the first
    group is at least the measured one, counted by dynamic programming. Infinities
    take the last rank, together.
    """
    larger, smaller = np.asarray(larger), np.asarray(smaller)
    ranks = stats.rankdata(np.concatenate([larger, smaller]))
    doubled = np.rint(2 * ranks).astype(int)
    counts = _rank_sums(doubled, larger.size)
    measured = doubled[: larger.size].sum()
    return float(counts[measured:].sum() / counts.sum())


def _rank_sums(ranks, size):
    """How many subsets of `size` ranks have each sum."""
    counts = np.zeros((size + 1, ranks.sum() + 1))
    counts[0, 0] = 1.0
    for rank in ranks:
        counts[1:, rank:] += counts[:-1, : counts.shape[1] - rank].copy()
    return counts[size]
