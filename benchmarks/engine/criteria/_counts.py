"""Counts of nets, summed over the cells of an arm."""

from __future__ import annotations

import numpy as np

from benchmarks.engine.criteria._readings import readings
from benchmarks.engine.judgement import INVALID, Judgement


def counted(rows, count: str, total: str) -> tuple[int, int] | None:
    """Hits and nets of all rows; None where a row lacks one or they disagree."""
    counts, totals = readings(rows, count), readings(rows, total)
    if not (np.isfinite(counts).all() and np.isfinite(totals).all()):
        return None
    if np.any(counts < 0) or np.any(counts > totals) or totals.sum() < 1:
        return None
    return round(counts.sum()), round(totals.sum())


def uncounted(metrics) -> Judgement:
    """The judgement of rows without usable counts."""
    reason = f"A row lacks usable counts {' and '.join(metrics)}."
    return Judgement(verdict=INVALID, reason=reason)
