"""Holm's correction for several tests."""

from __future__ import annotations

import numpy as np


def holm_adjusted(p_values) -> list[float]:
    """Adjusted p-values in the given order.

    The k-th smallest of m is multiplied by m - k + 1, made non-decreasing and
    capped at 1. Rejecting below alpha keeps the family-wise error below alpha.

    Reference: Holm, Scandinavian Journal of Statistics 6, 1979.
    """
    p_values = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p_values, kind="stable")
    raised = p_values[order] * np.arange(p_values.size, 0, -1)
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum(np.maximum.accumulate(raised), 1.0)
    return adjusted.tolist()
