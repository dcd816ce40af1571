"""The gap between the two methods by learning rate, on the line of the theory."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e14_quadratic as e14
from benchmarks.experiments.theory import momentum as theory
from benchmarks.figures._palette import FIRST, THEORY
from benchmarks.figures._rows import final_rows, stacked


def draw(rows, judgements):
    """One point per seed and rate, and the gap that the closed forms have."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 3.4))
    axes = figure.subplots()
    rates = np.geomspace(min(e14.RATES), max(e14.RATES), 60)
    gaps = [_expected(rate) for rate in rates]
    axes.plot(rates, gaps, color=THEORY, lw=1.2, label="closed form", zorder=1)
    for rate in e14.RATES:
        measured = stacked(arms[e14.name_of(rate)], "gap")
        first = rate == e14.RATES[0]
        label = "seed" if first else None
        axes.plot([rate] * len(measured), measured, "o", ms=5, color=FIRST, label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("learning rate times largest eigenvalue")
    axes.set_ylabel("gap of the velocities")
    figure.legend(loc="outside upper center", ncols=2)
    return figure


def _expected(rate):
    """Root mean square over the range of eigenvalues, as for many directions."""
    curvature = rate * np.linspace(0.1, 1.0, 400)
    pace = e14.SIZES["momentum"], e14.SIZES["steps"]
    _, classical = theory.classical(1.0, curvature, *pace)
    _, nesterov = theory.nesterov(1.0, curvature, *pace)
    return e14.relative(nesterov, classical)
