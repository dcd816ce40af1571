"""What tuning saw: the score by value and seed, and what fewer trials would give."""

import math

from matplotlib.figure import Figure

from benchmarks.engine.budget_curves import budget_curve
from benchmarks.figures._series import styles
from keras_nntricks.reports import PALETTE

DANGER = PALETTE["bad"].light
ORDERS = 10.0
ROWS_OF_LEGEND = 3


def draw(tried, hyperparameter, metric):
    """Both panels, a colour per arm.

    Args:
        tried: arm -> what its tuning tried, as `tried_values` gives it.
        hyperparameter: name of what was tuned.
        metric: name of the score, of which less is better.
    """
    figure = Figure(figsize=(7.4, 3.6 + 0.08 * len(tried)))
    landscape, budget = figure.subplots(1, 2)
    for (arm, values), style in zip(tried.items(), styles(), strict=False):
        _landscape(landscape, arm, values, style)
        _budget(budget, [mean(one.scores) for one in values], style)
    _finish(landscape, tried, metric, f"{hyperparameter}, all seeds")
    _finish(budget, tried, f"best {metric}", "trials")
    landscape.set_xscale("log")
    budget.xaxis.get_major_locator().set_params(integer=True)
    columns = max(1, min(4, -(-len(tried) // ROWS_OF_LEGEND)))
    handles = landscape.get_legend_handles_labels()
    figure.legend(*handles, loc="outside lower center", ncols=columns)
    return figure


def mean(scores):
    """The score that a value is chosen by."""
    return sum(scores) / len(scores)


def _landscape(axes, arm, values, style):
    """A dot per seed, a line through the means, a ring where seeds decide."""
    line = {**style, "marker": ""}
    means = [(one.value, mean(one.scores)) for one in values]
    finite = [pair for pair in means if math.isfinite(pair[1])]
    axes.plot(*_columns(finite), **line, label=arm)
    dots = [(v.value, s) for v in values for s in v.scores if math.isfinite(s)]
    axes.plot(*_columns(dots), **{**style, "ls": ""}, ms=3.5, alpha=0.6)
    rings = [(one.value, _middle(one.scores)) for one in values if one.is_danger]
    axes.plot(*_columns(rings), "o", ms=12, mfc="none", mec=DANGER, mew=1.8)


def _middle(scores):
    """Where to ring a value: at the mean of the seeds that ended well."""
    return mean([score for score in scores if math.isfinite(score)])


def _columns(pairs):
    return ([x for x, _ in pairs], [y for _, y in pairs])


def _budget(axes, scores, style):
    """Median and quartiles of the best of k trials."""
    curve = [one for one in budget_curve(scores) if math.isfinite(one.median)]
    trials = [one.trials for one in curve]
    axes.plot(trials, [one.median for one in curve], **style, ms=4)
    banded = [one for one in curve if math.isfinite(one.high)]
    if banded:
        corners = zip(*((one.trials, one.low, one.high) for one in banded), strict=True)
        axes.fill_between(*corners, color=style["color"], alpha=0.13, lw=0)


def _finish(axes, tried, ylabel, xlabel):
    axes.set(xlabel=xlabel, ylabel=ylabel)
    scores = [s for values in tried.values() for one in values for s in one.scores]
    finite = [score for score in scores if math.isfinite(score)]
    if finite and min(finite) > 0 and max(finite) > ORDERS * min(finite):
        axes.set_yscale("log")
