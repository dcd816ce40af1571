"""Spread of activations by layer, and their histograms as the lecture shows them."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator

from benchmarks.experiments import e01_activation_statistics as e01
from benchmarks.figures._palette import FIRST, PUBLISHED, SURFACE, THEORY
from benchmarks.figures._rows import final_rows, stacked

LAYERS = np.arange(1, e01.DEPTH + 1)


def draw(rows, judgements):
    """One band per configuration: spread by layer left, ten histograms right."""
    del judgements
    arms = final_rows(rows)
    shown = [arm for arm in e01.ARMS if arm.name in arms]
    figure = Figure(figsize=(5.0, 0.5 + 1.75 * len(shown)))
    bands = np.atleast_1d(figure.subfigures(len(shown), 1, hspace=0.04))
    for band, arm in zip(bands, shown, strict=True):
        left, right = band.subfigures(1, 2, width_ratios=(2, 3))
        _spread(left.subplots(), arm, arms[arm.name])
        _histograms(right, arm, arms[arm.name])
    handles, labels = bands[0].subfigs[0].axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def _spread(axes, arm, rows):
    """Standard deviation by layer: theory, seeds, lecture."""
    stds = stacked(rows, "std")
    error = 4 * stds.std(axis=0, ddof=min(1, len(rows) - 1)) / np.sqrt(len(rows))
    axes.plot(LAYERS, e01.theory(arm), color=THEORY, lw=1.2, label="infinite width")
    axes.errorbar(
        LAYERS,
        stds.mean(axis=0),
        error,
        fmt="o",
        ms=4,
        color=FIRST,
        label="mean ± 4 SE",
    )
    prints = [float(print_) for print_ in e01.PRINTS[arm.name].split()]
    layers = LAYERS if len(prints) == e01.DEPTH else LAYERS[[0, -1]]
    axes.plot(layers, prints, "x", ms=5, color=PUBLISHED, label="lecture")
    _dress_spread(axes, arm)


def _dress_spread(axes, arm):
    name = e01.TITLES[arm.name].replace("weights of ", "")
    axes.set_ylabel(f"{name}\nstd")
    axes.set_xticks((1, 4, 7, 10))
    stds = e01.theory(arm)
    if stds[0] / stds[-1] > 3:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(
            LogLocator(subs=(1, 3) if stds[-1] > 0.01 else (1,), numticks=4)
        )
        axes.yaxis.set_minor_locator(NullLocator())
    else:
        axes.set_ylim(0, 1.25 * max(stds))
    if arm == e01.ARMS[-1]:
        axes.set_xlabel("layer")


def _histograms(figure, arm, rows):
    """Ten small histograms, all seeds together, each to its own height.

    A bar far above the others is cut, or they would not be seen beside it.
    """
    counts = stacked(rows, "histogram").sum(axis=0)
    low, high = e01.RANGES[arm.settings["activation"]]
    edges = np.linspace(low, high, e01.BINS + 1)
    grid = figure.subplots(2, 5, sharex=True)
    for layer, (axes, heights) in enumerate(zip(grid.flat, counts, strict=True), 1):
        axes.stairs(heights, edges, fill=True, color=FIRST, lw=0)
        second, highest = np.sort(heights)[-2:]
        axes.set_ylim(0, 1.05 * (min(highest, 4 * second) or highest))
        axes.set_yticks(())
        axes.set_xticks((low, high), (f"{low:g}", f"{high:g}"))
        axes.grid(visible=False)
        axes.spines["left"].set_visible(False)
        _number(axes, layer)


def _number(axes, layer):
    """The layer's number, in the corner away from most bars."""
    axes.text(
        0.98,
        0.97,
        str(layer),
        transform=axes.transAxes,
        ha="right",
        va="top",
        size=9,
        bbox={"facecolor": SURFACE, "edgecolor": "none", "pad": 0.8},
    )
