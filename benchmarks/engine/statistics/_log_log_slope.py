"""The slope of a power law."""

from __future__ import annotations

import numpy as np

from benchmarks.engine.statistics._interquartile_mean import interquartile_mean


def log_log_slope(x, *samples):
    """Least-squares slope of log(metric) against log(x).

    The point at x_i is the interquartile mean of the logs of `samples[i]`, along
    the last axis. Infinite points give nan: there is no line.
    """
    log_x = np.log(np.asarray(x, dtype=np.float64))
    centred = log_x - log_x.mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        points = [interquartile_mean(np.log(sample)) for sample in samples]
        points = np.stack(points, axis=-1)
        slope = points @ centred / np.sum(centred**2)
    return np.where(np.all(np.isfinite(points), axis=-1), slope, np.nan)
