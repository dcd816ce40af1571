"""The pictures of a search's page."""

from __future__ import annotations

from typing import NamedTuple

from keras_nntricks.reports import figure_style, themed_svg
from keras_nntricks.search._results.draw_importance import draw_importance
from keras_nntricks.search._results.draw_parallel import draw_parallel
from keras_nntricks.search._results.draw_scores import draw_axis, draw_budget
from keras_nntricks.search._results.facts import importance_caption

_SMALL = (4.2, 2.9)


class Figure(NamedTuple):
    """A picture: its title for those who do not see it, and what stands below it."""

    title: str
    svg: str
    caption: str = ""


class Section(NamedTuple):
    """A chapter: what it is about, and figures, small ones side by side."""

    title: str
    about: str
    figures: list
    small: bool = False


def sections(view):
    """The chapters, from the whole to the parts."""
    return [_trials(view), *_importance(view), _axes(view), _budget(view)]


def _trials(view):
    title = "All trials"
    width = max(7.0, 1.45 * (len(view.axes) + 1))
    svg = _svg(title, (width, 4.4), lambda ax: draw_parallel(view, ax))
    return Section(title, _ABOUT_TRIALS, [Figure(title, svg)])


def _importance(view):
    title, caption = "What mattered", importance_caption(view)
    if view.importance is None:
        return [Section(title, caption, [])]
    height = 1.2 + 0.32 * len(view.axes)
    svg = _svg(title, (6.0, height), lambda ax: draw_importance(view, ax))
    return [Section(title, "", [Figure(title, svg, caption)])]


def _axes(view):
    figures = [_axis(view, axis) for axis in view.axes]
    about = _ABOUT_AXES + (_ABOUT_STAGES if view.stages else "")
    return Section("Score by hyperparameter", about, figures, small=True)


def _axis(view, axis):
    title = f"Score by {axis.name}"
    return Figure(title, _svg(title, _SMALL, lambda ax: draw_axis(view, axis, ax)))


def _budget(view):
    title = "Budget"
    svg = _svg(title, (8.0, 3.4), lambda ax: draw_budget(view, ax))
    return Section(title, _ABOUT_BUDGET, [Figure(title, svg)])


def _svg(title, size, draw):
    from matplotlib.figure import Figure as Canvas

    with figure_style():
        canvas = Canvas(figsize=size)
        draw(canvas.subplots())
        return themed_svg(canvas, title)


_ABOUT_TRIALS = (
    "A line per trial; the last axis is the score. Follow the strong lines: where they "
    "run together the hyperparameter is pinned down, where they spread it matters less."
)
_ABOUT_AXES = (
    "The star is the best trial; the darker marks are the best tenth. A shaded end is "
    "one at which the best trials crowd: a wider range may hold better ones. Crosses "
    "are trials that were aborted or failed."
)
_ABOUT_STAGES = (
    " Colours are stages, as above. An end is shaded for the best of the first stage, "
    "which draws from the whole range, if no later stage went beyond it."
)
_ABOUT_BUDGET = "The line is the best score so far; a mark per trial, when it ended."
