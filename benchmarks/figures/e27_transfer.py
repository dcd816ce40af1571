"""Test error of every way to begin and to train, by amount of data."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e27_transfer as e27
from benchmarks.figures._palette import FIRST, SECOND
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"all": FIRST, "top": SECOND}
LABELS = {"all": "all layers trained", "top": "last layer trained"}


def draw(rows, judgements):
    """A panel per amount; seeds as points, the median as a bar."""
    del judgements
    arms = final_rows(rows)
    amounts = [a for a in e27.AMOUNTS if any(arm.endswith(a) for arm in arms)]
    figure = Figure(figsize=(5.0, 3.6))
    panels = np.atleast_1d(figure.subplots(1, len(amounts)))
    for axes, amount in zip(panels, amounts, strict=True):
        for arm, found in arms.items():
            start, trained, of_arm = arm.split("-")
            if of_arm == amount:
                _seeds(axes, e27.STARTS.index(start), found, trained)
        axes.set_xticks(range(len(e27.STARTS)), e27.STARTS)
        axes.set_xlim(-0.6, len(e27.STARTS) - 0.4)
        axes.set_ylim(bottom=0)
        axes.set_title(f"{amount} data")
        axes.set_xlabel("features at the start")
    panels[0].set_ylabel("test error on the target, %")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles[:2], labels[:2], loc="outside upper center", ncols=2)
    return figure


def _seeds(axes, place, rows, trained):
    errors = stacked(rows, "test_error")
    place = place + (-0.2 if trained == "all" else 0.2)
    across = place + np.linspace(-0.1, 0.1, len(errors))
    colour = COLOURS[trained]
    axes.plot([place - 0.15, place + 0.15], [np.median(errors)] * 2, color=colour)
    axes.plot(
        across, errors, "o", ms=3.5, color=colour, alpha=0.6, label=LABELS[trained]
    )
