"""The limits of r and d by step, and how near the identities come to zero."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments.e20_renorm_identities import CLOSE, STEPS
from benchmarks.experiments.theory import batch_renorm
from benchmarks.figures._palette import FIRST, MUTED, SECOND, THEORY
from benchmarks.figures._rows import final_rows, stacked

DISTANCES = {
    "clipped_outputs": "r = 1, d = 0: outputs",
    "weights": "r = 1, d = 0: trained weights",
    "unclipped_outputs": "no limits: training, inference",
    "unclipped_ghosts": "no limits: ghost batches of 4",
    "algorithm": "limits: algorithm 1 in NumPy",
}
SMALLEST = 1e-9


def draw(rows, judgements):
    """Measured limits on the paper's lines above, distances by seed below."""
    del judgements
    (rows,) = final_rows(rows).values()
    figure = Figure(figsize=(5.0, 5.2))
    limits, distances = figure.subplots(2, 1)
    _limits(limits, rows)
    _distances(distances, rows)
    return figure


def _limits(axes, rows):
    steps = np.linspace(0, STEPS[-1], 400)
    lines = np.array([batch_renorm.limits(step) for step in steps])
    axes.plot(steps, lines, color=THEORY, lw=1, label=("paper", None))
    for metric, colour in (("r", FIRST), ("d", SECOND)):
        values = stacked(rows, metric).mean(axis=0)
        axes.plot(STEPS, values, "o", color=colour, label=f"largest {metric}")
    axes.set_xlabel("step")
    axes.set_ylabel("limit")
    axes.legend()


def _distances(axes, rows):
    for place, metric in enumerate(DISTANCES):
        values = np.maximum(stacked(rows, metric), SMALLEST)
        axes.plot(values, np.full(values.size, place), "o", ms=4, color=FIRST)
    axes.axvline(CLOSE, color=MUTED, lw=1, ls="--")
    axes.set_xscale("log")
    axes.set_yticks(range(len(DISTANCES)), DISTANCES.values())
    axes.set_ylim(len(DISTANCES) - 0.5, -0.5)
    axes.set_xlabel("largest distance (dashed: what is allowed)")
