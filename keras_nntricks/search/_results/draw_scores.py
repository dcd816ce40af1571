"""The score against one hyperparameter, and against the epochs spent."""

from __future__ import annotations

import math

import numpy as np

from keras_nntricks.reports import PALETTE
from keras_nntricks.search._results.axis import Categories, counts
from keras_nntricks.search._results.view import BAD, INK, clipped, set_ticks

_GOLDEN = (math.sqrt(5) - 1) / 2
_FINE = 0.04
_EDGE = PALETTE["unsure"].light


def draw_axis(view, axis, ax):
    """The score of each trial against a hyperparameter; crowded ends are marked."""
    places = _places(axis, view.rows)
    _draw_trials(view, ax, places)
    set_ticks(ax.xaxis, axis)
    _frame(view, ax)
    room = max(0.05, 0.35 * _gap(axis))
    ax.set_xlim(-room, 1 + room)
    log = ", log" if getattr(axis, "log", False) else ""
    ax.set_xlabel(clipped(axis.name, 28) + log)
    edge, share = view.edge(axis)
    if edge:
        start, end = (-room, share) if edge == "low" else (1 - share, 1 + room)
        ax.axvspan(start, end, color=_EDGE, alpha=0.18, linewidth=0)
        said = f"the best{view.of_first_stage} crowd at the {edge} end"
        ax.set_title(said, fontsize=9, color=_EDGE)


def draw_budget(view, ax):
    """The best score so far against the epochs spent, each trial a mark."""
    spent, label = _spent(view)
    _draw_trials(view, ax, spent)
    places = [view.score_place(r) if counts(r) else math.nan for r in view.rows]
    best = np.minimum if view.project.direction == "min" else np.maximum
    ax.step(spent, _best_so_far(places, best), color=INK, where="post")
    _frame(view, ax)
    ax.set_xlabel(label)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter("{x:,.0f}")


def _spent(view):
    epochs = [row["epochs"] for row in view.rows]
    if any(e is None for e, row in zip(epochs, view.rows, strict=True) if counts(row)):
        return np.arange(1, len(epochs) + 1), "trials (epochs were not recorded)"
    return np.cumsum([e or 0 for e in epochs]), "epochs spent"


def _best_so_far(places, best):
    """Unknown scores change nothing; before the first known one there is no best."""
    places = np.array(places, float)
    worst = np.inf if best is np.minimum else -np.inf
    running = best.accumulate(np.where(np.isnan(places), worst, places))
    return np.where(np.isfinite(running), running, np.nan)


def _places(axis, rows):
    places = np.array([axis.place(row[axis.name]) for row in rows])
    gap = _gap(axis)
    # Marks of one value are spread, evenly and the same each time.
    spread = (np.arange(len(rows)) * _GOLDEN) % 1 - 0.5
    return places + (0.4 * gap * spread if gap > _FINE else 0)


def _gap(axis):
    """The place between neighbours, if it is everywhere the same."""
    if isinstance(axis, Categories):
        return 1 / (len(axis.values) - 1)
    return 0 if axis.log else axis.step / (axis.high - axis.low)


def _draw_trials(view, ax, places):
    best = view.best
    for place, row in zip(places, view.rows, strict=True):
        y = view.score_place(row)
        if row["aborted"]:
            ax.plot(place, y, "x", color=BAD, markersize=4, clip_on=False)
        elif best and row is best[0]:
            ax.plot(place, y, "*", color=view.colour(row), zorder=5, **_STAR)
        else:
            strong = any(row is b for b in best)
            ax.plot(
                place,
                y,
                "o",
                color=view.colour(row),
                alpha=0.95 if strong else 0.45,
                **_DOT,
            )


def _frame(view, ax):
    set_ticks(ax.yaxis, view.score)
    ax.set_ylabel(clipped(view.project.objective or "score", 20))
    low, high = -0.05, 1.05
    if view.lost:
        low, high = (low, 1.16) if view.project.direction == "min" else (-0.16, high)
    ax.set_ylim(low, high)


_STAR = {"markersize": 11, "markeredgecolor": INK, "markeredgewidth": 0.7}
_DOT = {"markersize": 4.5, "markeredgewidth": 0}
