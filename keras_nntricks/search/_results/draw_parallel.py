"""Each trial as a line over all hyperparameters."""

from __future__ import annotations

import math

from keras_nntricks.search._results.view import BAD, INK, LOST, MUTED, clipped

UNUSED = -0.1
_TOP, _BOTTOM = 1.16, -0.17


def draw_parallel(view, ax):
    """A vertical axis per hyperparameter, the score last; the best lines on top."""
    scales = [*view.axes, view.score]
    best = view.best
    rows = [row for row in view.rows if not math.isnan(view.score_place(row))]
    rows.sort(key=lambda row: _order(row, best))
    for row in rows:
        ax.plot(range(len(scales)), _places(view, row), **_style(view, row, best))
    for x, scale in enumerate(scales):
        _axis(ax, x, scale, last=x == len(scales) - 1)
    _mark_gaps(view, ax, rows)
    _label(view, ax, len(best))
    ax.set_xticks(range(len(scales)), [_title(view, scale) for scale in scales])
    ax.tick_params(axis="x", length=0, pad=8, top=False, labelsize=9)
    ax.xaxis.tick_top()
    ax.set_yticks([])
    ax.grid(False)
    ax.set_xlim(-0.25, len(scales) - 0.35)
    ax.set_ylim(_BOTTOM, _TOP if view.project.direction == "min" else 1.04)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _title(view, scale):
    return (
        view.score_label.replace(" (", "\n(")
        if scale is view.score
        else _wrapped(scale)
    )


def _wrapped(scale):
    name = clipped(scale.name, 22)
    kind = "\n(log)" if getattr(scale, "log", False) else "\n"
    return name + kind


def _order(row, best):
    place = next((i for i, b in enumerate(best) if b is row), math.inf)
    return -place, row["aborted"] is None


def _places(view, row):
    places = [axis.place(row[axis.name]) for axis in view.axes]
    places = [UNUSED if math.isnan(place) else place for place in places]
    return [*places, view.score_place(row)]


def _style(view, row, best):
    if row["aborted"]:
        return {"color": BAD, "alpha": 0.45, "linewidth": 0.8, "linestyle": ":"}
    strong = any(row is b for b in best)
    width, alpha = (2.0, 1.0) if strong else (0.9, 0.3)
    return {"color": view.colour(row), "alpha": alpha, "linewidth": width}


def _axis(ax, x, scale, last):
    ax.plot([x, x], [0, 1], color=INK, linewidth=0.9, zorder=3)
    for place, text in scale.ticks():
        ax.plot(
            [x - 0.02, x + 0.02], [place, place], color=INK, linewidth=0.9, zorder=3
        )
        ax.annotate(
            clipped(text),
            (x, place),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            zorder=4,
            bbox=_HALO,
        )


def _mark_gaps(view, ax, rows):
    for x, axis in enumerate(view.axes):
        if any(math.isnan(axis.place(row[axis.name])) for row in rows):
            below = {**_NOTE, "xytext": (0, -9), "ha": "center"}
            ax.annotate("not used", (x, UNUSED), color=MUTED, **below)
    if any(row["aborted"] for row in rows):
        place = view.score_place(next(row for row in rows if row["aborted"]))
        ax.annotate("lost", (len(view.axes), place), color=BAD, **_NOTE)


def _label(view, ax, best):
    if view.stages:
        for stage in view.stages:
            colour = view.colour({"stage": stage})
            ax.plot([], [], color=colour, label=f"stage {stage}")
        ax.plot([], [], color=INK, linewidth=2, label=f"strong: the {best} best")
    else:
        ax.plot([], [], color=view.colour(view.rows[0]), label=f"the {best} best")
        style = {"color": view.colour(view.rows[0]), "alpha": 0.3, "linewidth": 0.9}
        ax.plot([], [], label="the others", **style)
    if view.lost:
        ax.plot([], [], color=BAD, linestyle=":", label=LOST)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.01), ncols=6, frameon=False)


_HALO = {
    "boxstyle": "square,pad=0.1",
    "facecolor": "white",
    "alpha": 0.92,
    "linewidth": 0,
}
_NOTE = {
    "xytext": (6, 0),
    "textcoords": "offset points",
    "va": "center",
    "fontsize": 8,
}
