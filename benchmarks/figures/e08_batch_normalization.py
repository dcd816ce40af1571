"""Accuracy by step, the inputs of one sigmoid, and which learning rates work."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.figures._curves import steps_of
from benchmarks.figures._palette import FIRST, SECOND
from benchmarks.figures._rows import final_rows, stacked

STARTS = {"gaussian": "small Gaussian weights", "xavier": "Xavier's weights"}
STYLES = {"": (SECOND, "plain"), "-bn": (FIRST, "batch normalization")}


def draw(rows, judgements):
    """The paper's three panels for each start, and the rates below."""
    del judgements
    arms = final_rows(rows)
    starts = [start for start in STARTS if start in arms]
    figure = Figure(figsize=(5.0, 7.4))
    curves, inputs, rates = figure.subfigures(3, 1, height_ratios=(1.2, 1.1, 1))
    _row(curves, starts, arms, _accuracy, "test accuracy")
    _row(rates, starts, arms, _rates, "best test accuracy")
    pair = {suffix: arms[f"gaussian{suffix}"] for suffix in STYLES}
    for axes, suffix in zip(inputs.subplots(1, 2), pair, strict=True):
        _percentiles(axes, pair[suffix], suffix)
    inputs.axes[0].set_ylabel("input of a sigmoid")
    handles, labels = curves.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def _row(part, starts, arms, panel, label):
    """One panel per start, with both nets in it."""
    panels = np.atleast_1d(part.subplots(1, len(starts), sharey=True))
    for axes, start in zip(panels, starts, strict=True):
        for suffix, (colour, name) in STYLES.items():
            panel(axes, arms[start + suffix], colour, name)
        axes.set_title(STARTS[start])
        axes.set_ylim(0, 1.03)
    panels[0].set_ylabel(label)


def _accuracy(axes, rows, colour, name):
    """Medians over seeds; the band, of the equal rate, is lowest to highest."""
    kinds = (("", "-", "one rate"), ("tuned_", ":", "own best rate"))
    for prefix, style, kind in kinds:
        values = stacked(rows, f"{prefix}accuracy", missing=0.0)
        steps = steps_of(rows, values.shape[1])
        axes.plot(
            steps, np.median(values, 0), style, color=colour, label=f"{name}, {kind}"
        )
        if not prefix:
            ends = values.min(axis=0), values.max(axis=0)
            axes.fill_between(steps, *ends, color=colour, alpha=0.2, lw=0)
    axes.set_xlabel("step")


def _percentiles(axes, rows, suffix):
    """The 15th, 50th and 85th percentile of one unit's input, for one seed."""
    colour, name = STYLES[suffix]
    low, middle, high = stacked(rows[:1], "percentiles")[0]
    steps = steps_of(rows, middle.size)
    axes.fill_between(steps, low, high, color=colour, alpha=0.2, lw=0)
    axes.plot(steps, middle, color=colour)
    axes.set_title(f"{name}, one rate")
    axes.set_xlabel("step")


def _rates(axes, rows, colour, name):
    """Each seed's best accuracy of a short training, and the median, by rate."""
    rates, values = stacked(rows, "rates")[0], stacked(rows, "accuracy_by_rate")
    axes.plot(rates, np.median(values, axis=0), color=colour, label=name)
    for value in values:
        axes.plot(rates, value, ".", ms=4, color=colour, alpha=0.5)
    axes.set_xscale("log")
    axes.set_xlabel("learning rate")
