"""Numbers of rows, with one rule for runs that failed."""

from __future__ import annotations

import numpy as np


def readings(rows, metric: str, missing: float = np.nan) -> np.ndarray:
    """One float64 number per row; `missing` for a run without a finite one.

    A diverged run reads as `missing` whatever it measured before: it is kept, as
    the worst outcome.
    """
    values = [_reading(row, metric) for row in rows]
    values = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(values), values, missing)


def shared_rows(samples, first: str, second: str):
    """The rows of two arms for the seeds that both have, in the same order."""
    by_seed = {row["seed"]: row for row in samples[second]}
    kept = [row for row in samples[first] if row["seed"] in by_seed]
    return kept, [by_seed[row["seed"]] for row in kept]


def _reading(row, metric):
    return None if row["status"] == "diverged" else row["metrics"].get(metric)
