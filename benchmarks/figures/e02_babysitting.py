"""The lecture's checks as four small panels."""

import math

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from benchmarks.experiments import e02_babysitting as e02
from benchmarks.figures._palette import FIRST, PUBLISHED, THEORY
from benchmarks.figures._rows import final_rows, stacked


def draw(rows, judgements):
    """Loss at the start, with regularization, overfitting, rates too low and high."""
    del judgements
    rows = final_rows(rows)[e02.NET]
    figure = Figure(figsize=(5.0, 5.4))
    (start, regularized), (overfit, rate) = figure.subplots(2, 2)
    theory = math.log(e02.CLASSES)
    _seeds(start, stacked(rows, "initial_loss"), theory, 2.30261216167)
    start.set_title("loss at the start")
    excess = stacked(rows, "regularized_loss")
    _seeds(regularized, excess, theory + e02.EXCESS, 3.06859716482)
    regularized.set_title(f"regularized by {e02.STRENGTH:g}")
    _overfit(overfit, rows)
    _rate(rate, rows)
    handles, labels = start.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def _seeds(axes, values, theory, published):
    """One point per seed around the expected value."""
    places = np.arange(1, len(values) + 1)
    axes.axhline(theory, color=THEORY, lw=1.2, label="theory")
    axes.plot(places, values, "o", color=FIRST, label="seed")
    axes.plot([0], [published], "x", ms=7, color=PUBLISHED, label="lecture")
    axes.set_xticks(())
    axes.ticklabel_format(axis="y", useOffset=False)
    reach = 1.3 * max(abs(value - theory) for value in (*values, published))
    axes.set_ylim(theory - reach, theory + reach)


def _overfit(axes, rows):
    costs = stacked(rows, "overfit_cost")
    _curve(axes, costs)
    axes.plot([costs.shape[1]], [0.002597], "x", ms=7, color=PUBLISHED)
    axes.set_yscale("log")
    axes.set_title(f"{e02.TINY} images by heart")
    axes.set_xlabel("epoch")
    axes.set_ylabel("cost")


def _rate(axes, rows):
    """Change of the cost at the low rate; at the high rate there is none to draw."""
    costs = stacked(rows, "low_rate_cost")
    _curve(axes, 100 * (costs / costs[:, :1] - 1))
    lecture = 100 * (2.302420 / 2.302576 - 1)
    axes.plot([costs.shape[1]], [lecture], "x", ms=7, color=PUBLISHED)
    axes.axhline(-0.1, color=THEORY, lw=1.2, ls="--")
    axes.set_ylim(-0.115, 0.01)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    lost = int(np.isnan(stacked(rows, "high_rate_cost")).sum())
    axes.set_title("cost at rate 1e-6")
    text = f"rate 1e6: not a\nnumber, {lost} of {len(rows)}"
    axes.text(0.05, 0.42, text, transform=axes.transAxes, size=9)
    axes.set_xlabel("epoch")
    axes.set_ylabel("change, %")


def _curve(axes, values):
    """Median over the seeds, band from the lowest to the highest."""
    epochs = np.arange(1, values.shape[1] + 1)
    ends = values.min(axis=0), values.max(axis=0)
    axes.fill_between(epochs, *ends, color=FIRST, alpha=0.25, lw=0)
    axes.plot(epochs, np.median(values, axis=0), color=FIRST)
