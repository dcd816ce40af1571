"""Curves over a training, one band per arm."""

import numpy as np

from benchmarks.figures._rows import stacked


def steps_of(rows, epochs):
    """The step at the end of each epoch."""
    return np.arange(1, epochs + 1) * rows[0]["metrics"]["steps"] / epochs


def draw_range(axes, x, values, **style):
    """Median over seeds, and a band from the lowest to the highest.

    `values` holds a row per seed. A curve of one point gets a marker.
    """
    ends = values.min(axis=0), values.max(axis=0)
    axes.fill_between(x, *ends, color=style["color"], alpha=0.2, lw=0)
    marker = {"marker": "o"} if len(x) == 1 else {}
    axes.plot(x, np.median(values, axis=0), **style, **marker)


def draw_epochs(axes, rows, metric, missing, **style):
    """`draw_range` of a metric that holds one number per epoch."""
    values = stacked(rows, metric, missing=missing)
    draw_range(axes, np.arange(1, values.shape[1] + 1), values, **style)


def draw_band(axes, rows, metric, highest=np.inf, **style):
    """`draw_range` by step; what is missing counts as infinite, and is cut."""
    values = np.minimum(stacked(rows, metric, missing=np.inf), highest)
    draw_range(axes, steps_of(rows, values.shape[1]), values, **style)
