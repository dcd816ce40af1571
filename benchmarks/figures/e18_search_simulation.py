"""Share of targets found against the number of trials, one panel per problem."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e18_search_simulation as e18
from benchmarks.experiments.theory.search_designs import random_hits
from benchmarks.figures._palette import FIRST, PUBLISHED, SECOND, THEORY, THIRD
from benchmarks.figures._rows import final_rows, stacked

STYLES = {
    "random": (FIRST, "o"),
    "grid": (SECOND, "s"),
    "latin-hypercube": (THIRD, "^"),
    "sobol": (PUBLISHED, "D"),
}
LABELS = {"latin-hypercube": "Latin hypercube", "sobol": "Sobol"}


def draw(rows, judgements):
    """Means over seeds with their spread, and the exact curve of random trials."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 5.6))
    panels = figure.subplots(2, 2, sharey=True)
    for axes, name in zip(panels.flat, e18.PROBLEMS, strict=True):
        _exact(axes)
        for design in arms:
            _measured(axes, design, name, arms[design])
        axes.set_title(e18.title(name))
    for axes in panels[-1]:
        axes.set_xlabel("trials")
    for axes in panels[:, 0]:
        axes.set_ylabel("share of targets found")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def _exact(axes):
    trials = np.geomspace(8, 512)
    axes.plot(trials, random_hits(trials), color=THEORY, lw=1, label="1 - 0.99ⁿ")
    axes.set_xscale("log", base=2)
    axes.set_xticks((8, 32, 128, 512), ("8", "32", "128", "512"))
    axes.set_ylim(-0.03, 1.06)


def _measured(axes, design, name, rows):
    """Mean with 1.96 standard errors over seeds."""
    budgets = e18.BUDGETS[e18.PROBLEMS[name][1]]
    shares = stacked(rows, f"hits_{name}") / stacked(rows, "targets")[:, None]
    spread = shares.std(axis=0, ddof=min(1, len(rows) - 1))
    colour, marker = STYLES[design]
    axes.errorbar(
        budgets,
        shares.mean(axis=0),
        1.96 * spread / len(rows) ** 0.5,
        marker=marker,
        ms=4,
        lw=1 if design != "random" else 0,
        elinewidth=1,
        color=colour,
        label=LABELS.get(design, design),
    )
