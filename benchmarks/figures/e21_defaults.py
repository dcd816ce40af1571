"""Validation loss by learning rate for each problem, and what the defaults cost."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments.e21_defaults import MARGIN, PROBLEMS
from benchmarks.experiments.shared.optimizer_study import NAMES, rates_of
from benchmarks.figures._curves import draw_range
from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THEORY, THIRD
from benchmarks.figures._rows import final_rows, stacked

COLOURS = dict(zip(NAMES, (SECOND, THIRD, PUBLISHED, FIRST), strict=True))
LABELS = {
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
}
UNSTEADY = 5.0


def draw(rows, judgements):
    """One panel per problem; the last one has the excess of the best default."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 5.2))
    panels = figure.subplots(2, 2)
    for axes, problem in zip(panels.flat, PROBLEMS, strict=False):
        axes.set_title(problem)
        if problem in arms:
            _rates(axes, stacked(arms[problem], "validation_loss")[:, 0])
    for axes in panels[:, 0]:
        axes.set_ylabel("validation loss")
    _excess(panels[1, 1], arms)
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _rates(axes, losses):
    """Median over seeds by rate, band from lowest to highest, rings where unsteady."""
    for place, name in enumerate(NAMES):
        style = {"color": COLOURS[name], "label": LABELS[name], "marker": "o", "ms": 3}
        draw_range(axes, rates_of(name), losses[:, place], **style)
    for place, rate in zip(*unsteady(losses), strict=True):
        loss = np.nanmedian(losses[:, place, rate])
        where = rates_of(NAMES[place])[rate]
        axes.plot([where], [loss], "o", ms=9, mfc="none", color=THEORY)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("learning rate")


def unsteady(losses):
    """Optimizers and rates whose log loss varies over seeds 5 times as the median."""
    spread = np.log(losses).std(axis=0)
    return np.nonzero(spread > UNSTEADY * np.nanmedian(spread))


def _excess(axes, arms):
    names = [problem for problem in PROBLEMS if problem in arms]
    for place, problem in enumerate(names):
        values = stacked(arms[problem], "excess")
        axes.plot(values, [place] * len(values), "o", ms=4, color=FIRST, alpha=0.6)
    axes.axvline(0, color=MUTED, lw=1)
    axes.axvline(MARGIN, color=THEORY, lw=1.2)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.6, -0.4)
    axes.set_title("best default")
    axes.set_xlabel("log test loss over tuned Adam's")
