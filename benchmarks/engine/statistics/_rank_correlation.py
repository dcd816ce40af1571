"""Spearman's rank correlation."""

from __future__ import annotations

import numpy as np
from scipy import stats


def rank_correlation(x, values):
    """Spearman's correlation of x with each row of `values` (rows, len(x)).

    Ties share their mean rank. A row of equal values has no trend: 0. Infinities
    are the largest values.
    """
    order = _centred_ranks(np.asarray(x, dtype=np.float64))
    ranks = _centred_ranks(np.asarray(values, dtype=np.float64))
    scale = np.sqrt(np.sum(ranks**2, axis=-1) * np.sum(order**2))
    return np.divide(ranks @ order, scale, out=np.zeros_like(scale), where=scale > 0)


def _centred_ranks(values):
    ranks = stats.rankdata(values, axis=-1)
    return ranks - ranks.mean(axis=-1, keepdims=True)
