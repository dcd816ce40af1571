"""Steps to learn and the fastest learning rate, over depth."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from benchmarks.engine.statistics import log_log_slope
from benchmarks.figures._palette import FIRST, MUTED, SECOND
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"orthogonal": FIRST, "gaussian": SECOND}
LABELS = {"orthogonal": "orthogonal", "gaussian": "scaled Gaussian"}


def draw(rows, judgements):
    """The learning time above, the learning rate that gave it below."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 5.6))
    time, rate = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    _scale(time, rate)
    for initializer in COLOURS:
        depths, runs = _by_depth(arms, initializer)
        _times(time, initializer, depths, runs)
        rates = [_median_rate(rows) for rows in runs]
        rate.plot(depths, rates, "o-", color=COLOURS[initializer])
    rate.set_xticks(depths, [str(depth) for depth in depths])
    handles, labels = time.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def _median_rate(rows):
    """Over the networks that learn at any rate."""
    rates = stacked(rows, "learning_rate")
    known = rates[np.isfinite(rates)]
    return np.median(known) if known.size else np.nan


def _by_depth(arms, initializer):
    names = [arm for arm in arms if arm.startswith(initializer)]
    names.sort(key=lambda arm: int(arm.split("-")[1]))
    return [int(arm.split("-")[1]) for arm in names], [arms[arm] for arm in names]


def _times(axes, initializer, depths, runs):
    """One point per seed, a line through the medians, the exponent beside it."""
    steps = [stacked(rows, "steps", missing=np.inf) for rows in runs]
    colour = COLOURS[initializer]
    for depth, values in zip(depths, steps, strict=True):
        places = depth * np.geomspace(0.94, 1.06, len(values))
        axes.plot(places, values, "o", ms=3, color=colour, alpha=0.5)
    medians = [np.median(values) for values in steps]
    slope = float(log_log_slope(depths, *steps))
    label = f"{LABELS[initializer]}, exponent {slope:.2f}"
    axes.plot(depths, medians, color=colour, label=label)
    lost = [int(np.isinf(values).sum()) for values in steps]
    for depth, count in zip(depths, lost, strict=True):
        if count:
            _note_lost(axes, depth, count)


def _note_lost(axes, depth, count):
    style = {"ha": "center", "va": "top", "size": 9, "color": MUTED}
    place = axes.get_xaxis_transform()
    axes.text(depth, 0.99, f"{count} never", transform=place, **style)


def _scale(time, rate):
    """Logarithmic axes, before anything is drawn: it may be that nothing is."""
    for axes in (time, rate):
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
    time.set_ylabel("steps to learn")
    rate.set_ylabel("fastest learning rate")
    rate.set_xlabel("weight layers")
