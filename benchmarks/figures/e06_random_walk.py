"""The walk of ln(norm^2) over depth, with its exact mean and spread."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e06_random_walk as e06
from benchmarks.experiments.theory import random_walk
from benchmarks.figures._palette import FIRST, SECOND, THEORY, THIRD
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"xavier": SECOND, "he": FIRST, "random-walk": THIRD}
LABELS = {"xavier": "Xavier", "he": "He", "random-walk": "random walk"}


def draw(rows, judgements):
    """All gains above; below, He's and the random-walk gain with the spread."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 5.6))
    whole, close = figure.subplots(2, 1, height_ratios=(2, 3))
    for name in arms:
        _walk(whole, name, arms[name])
    for name in (name for name in arms if name != "xavier"):
        _band(close, name)
        _walk(close, name, arms[name])
    for axes in (whole, close):
        axes.set_ylabel("ln(norm² / norm² of input)")
    close.set_xlabel("layer")
    handles, labels = whole.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _walk(axes, name, rows):
    """Mean over all networks with its 95 % interval, on the line of the theory."""
    paths = stacked(rows, "path")
    layers = np.arange(paths.shape[1]) * e06.RECORD_EVERY
    theory = [random_walk.drift(e06.WIDTH, layer, e06.GAINS[name]) for layer in layers]
    error = 1.96 * paths.std(axis=0, ddof=min(1, len(rows) - 1)) / len(rows) ** 0.5
    first = not axes.lines
    axes.plot(
        layers, theory, color=THEORY, lw=1, label="theory" if first else None, zorder=1
    )
    axes.errorbar(
        layers,
        paths.mean(axis=0),
        error,
        fmt="o",
        ms=3.5,
        color=COLOURS[name],
        label=LABELS[name],
    )


def _band(axes, name):
    """Where 95 % of single networks lie, by theory."""
    layers = np.arange(1, e06.DEPTH + 1)
    mean = random_walk.drift(e06.WIDTH, layers, e06.GAINS[name])
    half = 1.96 * random_walk.drift_sd(e06.WIDTH, 1) * np.sqrt(layers)
    ends = mean - half, mean + half
    axes.fill_between(layers, *ends, color=COLOURS[name], alpha=0.15, lw=0)
