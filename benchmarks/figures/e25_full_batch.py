"""Training loss by passes over the data, and where each seed ends."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments.e25_full_batch import TARGET
from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

LOOKS = {
    "gd": (SECOND, "gradient descent, all examples"),
    "sgd": (THIRD, "gradient descent, mini-batches"),
    "lbfgs": (FIRST, "L-BFGS, all examples"),
    "lbfgs-mini": (PUBLISHED, "L-BFGS, mini-batches"),
}

HIGHEST = 100  # mini-batches throw single seeds of L-BFGS far beyond it


def draw(rows, judgements):
    """Curves with bands from the lowest to the highest seed; points at the end."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 4.9))
    curves, ends = figure.subplots(2, 1, height_ratios=(2, 1))
    for arm, (colour, label) in LOOKS.items():
        _curve(curves, arms[arm], colour, label)
    curves.axhline(TARGET, color=MUTED, lw=1, ls="--", label=f"target {TARGET:g}")
    curves.set_yscale("log")
    curves.set_ylim(top=HIGHEST)
    curves.set_xlabel("passes over the training set")
    curves.set_ylabel(f"training loss, cut at {HIGHEST}")
    figure.legend(loc="outside upper center", ncols=2)
    _ends(ends, arms)
    return figure


def _curve(axes, rows, colour, label):
    losses = stacked(rows, "loss")
    known = losses[:, ~np.isnan(losses).all(axis=0)]
    passes = np.arange(1, known.shape[1] + 1)
    ends = np.nanmin(known, axis=0), np.nanmax(known, axis=0)
    axes.fill_between(passes, *ends, color=colour, alpha=0.2, lw=0)
    axes.plot(passes, np.nanmedian(known, axis=0), color=colour, label=label)


def _ends(axes, arms):
    """One point per seed."""
    for place, (arm, (colour, _)) in enumerate(LOOKS.items()):
        losses = stacked(arms[arm], "final_loss")
        heights = place + np.linspace(-0.2, 0.2, len(losses))
        axes.plot(losses, heights, "o", ms=4, color=colour, mec="none", alpha=0.7)
    labels = [label.replace(", ", ",\n") for _, label in LOOKS.values()]
    axes.set_yticks(range(len(LOOKS)), labels, size=8)
    axes.set_ylim(len(LOOKS) - 0.5, -0.5)
    axes.set_xscale("log")
    axes.set_xlabel("training loss after the last pass, one point per seed")
