"""Test accuracy by number of updates, and what is left of the gap."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.figures._curves import steps_of
from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THEORY, THIRD
from benchmarks.figures._rows import final_rows, stacked

# Colour and line tell the batch or its adaptation.
STYLES = {
    "small": (FIRST, "-", "small batch"),
    "large": (SECOND, "-", "large batch"),
    "rate": (THIRD, "--", "rate x square root"),
    "linear": (MUTED, ":", "rate x ratio"),
    "ghost": (THIRD, "-", "root and ghost batches"),
    "updates": (PUBLISHED, "--", "as many updates"),
    "all": (PUBLISHED, "-", "root, ghosts, updates"),
}


def draw(rows, judgements):
    """Median curves above; below, each seed's gap to the small batch."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 6.6))
    curves, gaps = figure.subplots(2, 1, height_ratios=(1.3, 1))
    for arm, style in STYLES.items():
        if arm in arms:
            _curve(curves, arms[arm], *style)
    curves.set_xscale("log")
    curves.set_xlabel("updates")
    curves.set_ylabel("test accuracy")
    named = curves.get_legend_handles_labels()
    figure.legend(*named, ncols=2, loc="outside upper center")
    _gaps(gaps, arms)
    return figure


def _curve(axes, rows, colour, line, label):
    """Median over seeds after each epoch."""
    values = np.median(stacked(rows, "accuracy", missing=0.0), axis=0)
    axes.plot(steps_of(rows, values.size), values, line, color=colour, label=label)


def _gaps(axes, arms):
    """One dot per seed, the mean as a bar; half of the large batch's gap dashed."""
    names = [name for name in STYLES if name in arms and name != "small"]
    for place, name in enumerate(names):
        colour, _, _ = STYLES[name]
        values = stacked(arms[name], "gap")
        axes.plot(values, np.full(values.size, place), "o", ms=3.5, color=colour)
        mean = np.nanmean(values)
        axes.vlines(mean, place - 0.35, place + 0.35, color=colour)
    half = np.nanmean(stacked(arms["large"], "gap")) / 2
    axes.axvline(0, color=THEORY, lw=1)
    axes.axvline(half, color=MUTED, lw=1, ls="--")
    axes.set_yticks(range(len(names)), [STYLES[name][2] for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_xlabel("points below small batch (dashed: half)")
