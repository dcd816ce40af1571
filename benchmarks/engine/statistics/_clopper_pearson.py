"""Clopper and Pearson's exact interval of a proportion."""

from __future__ import annotations

from scipy import stats


def clopper_pearson(
    count: int, total: int, confidence: float = 0.95
) -> tuple[float, float]:
    """Exact binomial interval from quantiles of the beta distribution.

    low = Beta(alpha/2; count, total - count + 1), high = Beta(1 - alpha/2;
    count + 1, total - count). No trials give [0, 1].

    Reference: Clopper and Pearson, Biometrika 26, 1934.
    """
    tail = (1 - confidence) / 2
    low = stats.beta.ppf(tail, count, total - count + 1) if count > 0 else 0.0
    high = stats.beta.isf(tail, count + 1, total - count) if count < total else 1.0
    return float(low), float(high)
