"""Training cost by epoch on each problem, and Adam's bias correction by rate."""

import numpy as np
from matplotlib import ticker
from matplotlib.figure import Figure

from benchmarks.figures._curves import draw_epochs
from benchmarks.figures._palette import FIRST, MUTED, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

OPTIMIZERS = {
    "nesterov": ("Nesterov's momentum", SECOND),
    "adagrad": ("AdaGrad", THIRD),
    "rmsprop": ("RMSProp", MUTED),
    "adam": ("Adam", FIRST),
}
TITLES = {
    "logistic": "logistic regression",
    "mlp": "two hidden layers",
    "dropout": "with dropout",
}
CORRECTION = {"corrected": FIRST, "uncorrected": SECOND}


def draw(rows, judgements):
    """Three panels of curves and one of the mean cost against the learning rate."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 5.2))
    panels = figure.subplots(2, 2)
    for axes, (problem, title) in zip(panels.flat, TITLES.items(), strict=False):
        _problem(axes, arms, problem)
        axes.set_title(title)
        axes.set_xlabel("epoch")
    _correction(panels[1, 1], rows)
    for axes in panels[:, 0]:
        axes.set_ylabel("training cost")
    handles, labels = panels[1, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def _problem(axes, arms, problem):
    for name, (label, colour) in OPTIMIZERS.items():
        if f"{problem}-{name}" in arms:
            style = {"color": colour, "label": label}
            draw_epochs(axes, arms[f"{problem}-{name}"], "cost", np.inf, **style)
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_formatter(ticker.NullFormatter())


def _correction(axes, rows):
    """Mean cost over the training, one point per rate and seed that was tried."""
    for name, colour in CORRECTION.items():
        tries = [row for row in rows if row["arm"] == name and _rate(row) is not None]
        if tries:
            style = {"color": colour, "alpha": 0.6, "mec": "none", "label": name}
            rates = [_rate(row) for row in tries]
            axes.plot(rates, stacked(tries, "area"), "o", ms=5, **style)
            axes.legend()
    axes.set_title("bias correction")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("learning rate")
    axes.set_ylabel("mean cost")


def _rate(row):
    """The learning rate that was tuned; None where none was, or the run failed."""
    if row["status"] == "error":
        return None
    return row.get("hyperparameters", {}).get("learning_rate")
