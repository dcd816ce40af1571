"""Student's interval of a mean."""

from __future__ import annotations

import numpy as np
from scipy import stats


def student_interval(values, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of the mean: mean ± t(n - 1) * SD / sqrt(n).

    One value has no spread: the interval is the whole line. SD 0 gives a point.
    """
    values = np.asarray(values, dtype=np.float64)
    if values.size < 2:
        return -np.inf, np.inf
    quantile = stats.t.ppf((1 + confidence) / 2, values.size - 1)
    half = quantile * values.std(ddof=1) / np.sqrt(values.size)
    return float(values.mean() - half), float(values.mean() + half)
