"""The standard error that an interval stands for."""

from __future__ import annotations

import math

from scipy import stats


def error_of_interval(effect: float, end: float, confidence: float) -> float | None:
    """|effect - end| / z, the normal error of one side; None where infinite."""
    if not math.isfinite(effect) or not math.isfinite(end):
        return None
    return abs(effect - end) / float(stats.norm.ppf((1 + confidence) / 2))
