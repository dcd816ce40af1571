"""Pictures of a search."""

from __future__ import annotations

import math

from keras_nntricks._arguments import require
from keras_nntricks.reports import figure_style
from keras_nntricks.search._results.draw_importance import draw_importance
from keras_nntricks.search._results.draw_parallel import draw_parallel
from keras_nntricks.search._results.draw_scores import draw_axis, draw_budget
from keras_nntricks.search._results.project import read_project
from keras_nntricks.search._results.view import view_of

_COLUMNS = 3


def plot_search(search, what="all", ax=None):
    """Draws what the trials of a search found.

    - "parallel": a line per trial over all hyperparameters, each on its own scale
      (logarithmic where it was searched so, categories as ticks), the score last. The
      best tenth is strong.
    - the name of a hyperparameter: the score of each trial against it. An end of the
      range at which the best trials crowd is marked: beyond it may be better ones.
    - "budget": the best score so far against the epochs spent.
    - "importance": what shuffling a hyperparameter costs a random forest that predicts
      the rank of the score, for trials it has not seen, and what chance reaches. Shown
      from 20 finished trials on, and 5 per hyperparameter.
    - "all": all of them.

    Colours are stages; ends and importance are those of the first stage, which draws
    from the whole range. Trials that were broken off or failed are red, beyond the bad
    end of the score; they count as worst in the importance. A search that still runs
    may be drawn.

    Args:
        search: a tuner, or the project directory of one, `directory/project_name`.
        what: str. "all", "parallel", "budget", "importance" or a hyperparameter.
            Defaults to "all".
        ax: Matplotlib axes to draw one picture into. Defaults to a new figure.

    Returns:
        The Matplotlib figure.

    Raises:
        FileNotFoundError: if the directory holds no search.
        ValueError: if no trial has a score yet, or nothing is called `what`.

    Example:
    >>> import tempfile
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> from matplotlib.figure import Figure
    >>> class Bowl(keras_tuner.RandomSearch):
    ...     def run_trial(self, trial, **options):
    ...         rate = trial.hyperparameters.Float("rate", 1e-4, 1.0, sampling="log")
    ...         return {"loss": abs(rate - 0.01)}
    >>> tuner = Bowl(
    ...     objective=keras_tuner.Objective("loss", "min"),
    ...     max_trials=9,
    ...     directory=tempfile.mkdtemp(),
    ... )
    >>> tuner.search(verbose=0)
    >>> ax = Figure().subplots()
    >>> figure = search.plot_search(tuner, "rate", ax)
    >>> ax.get_xlabel()
    'rate, log'

    Reference: Hutter, Hoos and Leyton-Brown, 2014, "An Efficient Approach for Assessing
    Hyperparameter Importance", https://proceedings.mlr.press/v32/hutter14.html
    """
    view = view_of(read_project(search))
    require(view.score, "search", "a search with at least one score", str(search))
    if what == "all":
        require(ax is None, "ax", 'None when `what` is "all"', ax)
        return _overview(view)
    draw, size = _picture(view, what)
    with figure_style():
        ax = _new_axes(size) if ax is None else ax
        draw(ax)
    return ax.figure


def _picture(view, what):
    named = {axis.name: axis for axis in view.axes}
    rule = f"one of {['all', *_PICTURES, *named]}"
    require(what in _PICTURES or what in named, "what", rule, what)
    if what in _PICTURES:
        draw, size = _PICTURES[what]
        return lambda ax: draw(view, ax), size
    return lambda ax: draw_axis(view, named[what], ax), (4.6, 3.2)


def _new_axes(size):
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=size)[1]


def _overview(view):
    import matplotlib.pyplot as plt

    lines = math.ceil(len(view.axes) / _COLUMNS)
    heights = [4.4, 3.4, *([2.6 * lines] if lines else [])]
    with figure_style():
        figure = plt.figure(figsize=(11, sum(heights)))
        parts = figure.subfigures(len(heights), 1, height_ratios=heights)
        draw_parallel(view, parts[0].subplots())
        left, right = parts[1].subplots(1, 2)
        draw_budget(view, left)
        draw_importance(view, right)
        if lines:
            _draw_axes(view, parts[2].subplots(lines, _COLUMNS, squeeze=False).ravel())
    return figure


def _draw_axes(view, panels):
    for axis, ax in zip(view.axes, panels, strict=False):
        draw_axis(view, axis, ax)
    for ax in panels[len(view.axes) :]:
        ax.set_axis_off()


_PICTURES = {
    "parallel": (draw_parallel, (11, 4.4)),
    "budget": (draw_budget, (5.4, 3.4)),
    "importance": (draw_importance, (5.4, 3.4)),
}
