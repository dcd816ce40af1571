"""Rates and validation losses by step, and test accuracy at the end."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e17_learning_rate_decay as e17
from benchmarks.experiments.shared import decays
from benchmarks.figures._curves import steps_of
from benchmarks.figures._palette import MUTED
from benchmarks.figures._rows import final_rows, stacked
from keras_nntricks.reports import PALETTE

SERIES = (8, 2, 6, 4, 1, 3, 5, 7)
COLOURS = {
    name: PALETTE[f"series-{number}"].light
    for name, number in zip(e17.TITLES, SERIES, strict=True)
}
BUDGETS = {
    "linear-half": ("linear", e17.HALF),
    "exponential-half": ("exponential", e17.HALF),
}


def draw(rows, judgements):
    """One colour per decay: its rates, its losses, its accuracies."""
    del judgements
    arms = final_rows(rows)
    names = [name for name in e17.TITLES if name in arms]
    figure = Figure(figsize=(5.0, 7.2))
    rates, losses, scores = figure.subplots(3, 1, height_ratios=(1, 1.3, 1.1))
    for name in names:
        style = {"color": COLOURS[name], "ls": "--" if name in BUDGETS else "-"}
        _rates(rates, name, arms[name], **style)
        _losses(losses, arms[name], **style)
    _scores(scores, names, arms)
    _dress(figure, rates, losses)
    return figure


def _rates(axes, name, rows, **style):
    """The chosen first rate times the formula; rates of 0 have no place on a log."""
    steps = rows[0]["metrics"]["steps"]
    schedule, budget = BUDGETS.get(name, (name, 1.0))
    shares = decays.rates_of(schedule, round(budget * steps), steps)
    rates = rows[0]["metrics"]["first_rate"] * np.where(shares > 0, shares, np.nan)
    axes.plot(np.arange(steps), rates, label=e17.TITLES[name], lw=1.6, **style)


def _losses(axes, rows, **style):
    """Median over seeds by step."""
    losses = stacked(rows, "validation_loss_by_epoch", missing=np.inf)
    steps = steps_of(rows, losses.shape[1])
    axes.plot(steps, np.median(losses, axis=0), lw=1.6, **style)


def _scores(axes, names, arms):
    """Each seed as a point, the median as a bar."""
    for place, name in enumerate(reversed(names)):
        scores = 100 * stacked(arms[name], "test_accuracy")
        style = {"color": COLOURS[name]}
        axes.plot(scores, [place] * scores.size, "o", ms=4, alpha=0.4, **style)
        axes.plot([np.median(scores)], [place], "|", ms=14, mew=3, **style)
    axes.set_yticks(range(len(names)), [e17.TITLES[name] for name in reversed(names)])
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xlabel("test accuracy, %")


def _dress(figure, rates, losses):
    rates.set_ylabel("learning rate")
    losses.set_ylabel("validation loss")
    losses.set_xlabel("step")
    for axes in (rates, losses):
        axes.set_yscale("log")
    low, high = rates.get_ylim()
    rates.set_ylim(max(low, 1e-4 * high), high)
    rates.axvline(e17.HALF * rates.dataLim.x1, color=MUTED, lw=0.6, ls=":")
    handles, labels = rates.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
