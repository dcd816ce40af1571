"""Curves over the steps of a training, one band per arm."""

import numpy as np

from benchmarks.figures._rows import stacked


def draw_band(axes, rows, metric, highest=np.inf, **style):
    """Median over seeds by step, and a band from the lowest to the highest.

    `metric` holds one number per epoch; what is missing counts as infinite, and
    nothing is drawn above `highest`.
    """
    values = np.minimum(stacked(rows, metric, missing=np.inf), highest)
    epochs = np.arange(1, values.shape[1] + 1)
    steps = epochs * rows[0]["metrics"]["steps"] / len(epochs)
    ends = values.min(axis=0), values.max(axis=0)
    axes.fill_between(steps, *ends, color=style["color"], alpha=0.2, lw=0)
    axes.plot(steps, np.median(values, axis=0), **style)
