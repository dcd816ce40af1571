"""Validation error by step, and the test error of every seed."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter, ScalarFormatter

from benchmarks.engine.statistics import bootstrap_interval, interquartile_mean
from benchmarks.figures._curves import draw_band
from benchmarks.figures._palette import FIRST, FOURTH, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

STYLES = {
    "relu": (SECOND, "ReLU"),
    "maxout": (FIRST, "maxout, same width"),
    "narrow-maxout": (THIRD, "maxout, same weights"),
    "maxout-5": (FOURTH, "maxout, five pieces"),
}

# An error of 0 has no place on a logarithmic axis.
LOWEST_ERROR = 0.5


def draw(rows, judgements):
    """Validation error left; right the seeds, their mean and its interval."""
    del judgements
    arms = final_rows(rows)
    shown = [arm for arm in STYLES if arm in arms]
    figure = Figure(figsize=(5.0, 4.6))
    above, below = figure.subplots(2, 1, height_ratios=(1.3, 1))
    for place, arm in enumerate(reversed(shown)):
        _seeds(below, arms[arm], place, STYLES[arm][0])
    for arm in shown:
        colour, label = STYLES[arm]
        draw_band(
            above, arms[arm], "validation_errors", 100.0, color=colour, label=label
        )
    _dress(above)
    handles, names = above.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=2)
    labels = [_label(arm, arms[arm]) for arm in reversed(shown)]
    below.set_yticks(range(len(shown)), labels)
    below.set_ylim(-0.6, len(shown) - 0.4)
    below.set_xlabel("test error, %")
    return figure


def _label(arm, rows):
    return f"{STYLES[arm][1]}\n{rows[0]['metrics']['weights']:,} weights"


def _dress(axes):
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.yaxis.set_major_formatter(ScalarFormatter())
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("step")
    axes.set_ylabel("validation error, %")
    axes.set_ylim(bottom=LOWEST_ERROR)


def _seeds(axes, rows, place, colour):
    """A dot per seed; the interquartile mean with its 95 % interval above them."""
    errors = stacked(rows, "test_error")
    axes.plot(errors, np.full(errors.size, place - 0.15), "o", ms=4, color=colour)
    ends = bootstrap_interval(interquartile_mean, errors)
    axes.plot(ends, [place + 0.2] * 2, color=colour)
    axes.plot([interquartile_mean(errors)], [place + 0.2], "D", ms=6, color=colour)
