"""How much each hyperparameter mattered."""

from __future__ import annotations

import numpy as np

from keras_nntricks.reports import PALETTE
from keras_nntricks.search._results.importance import fewest_trials
from keras_nntricks.search._results.view import INK, clipped

_CLEAR, _WITHIN = PALETTE["series-1"].light, PALETTE["series-8"].light


def draw_importance(view, ax):
    """Bars, the largest on top; those within chance are grey."""
    found = view.importance
    if found is None:
        _say_why_not(view, ax)
        return
    order = np.argsort(found.means)
    clear = found.means - found.errors > found.chance
    ax.barh(
        range(len(order)),
        np.maximum(found.means[order], 0),
        xerr=found.errors[order],
        color=[_CLEAR if clear[i] else _WITHIN for i in order],
        error_kw={"ecolor": INK, "elinewidth": 1, "capsize": 2},
    )
    ax.axvline(found.chance, color=INK, linestyle="--", linewidth=1)
    ax.annotate(
        "chance",
        (found.chance, -0.75),
        xytext=(4, 0),
        textcoords="offset points",
        fontsize=8,
        va="center",
    )
    ax.set_yticks(range(len(order)), [clipped(found.names[i], 22) for i in order])
    ax.set_ylim(-1.1, len(order) - 0.4)
    ax.set_xlim(left=0)
    ax.grid(axis="y", visible=False)
    ax.set_xlabel("error that shuffling adds, in variances of the rank")


def _say_why_not(view, ax):
    fewest = fewest_trials(view.axes)
    said = f"Importance needs {fewest} finished trials\nwith different scores."
    said = said if view.axes else "No hyperparameter has\nmore than one value."
    ax.text(0.5, 0.5, said, ha="center", va="center", transform=ax.transAxes)
    ax.set_axis_off()
