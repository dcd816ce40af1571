"""The figure of an experiment, or why there is none."""

from __future__ import annotations

import importlib
from typing import NamedTuple

from keras_nntricks.reports import figure_style, themed_svg


class Drawing(NamedTuple):
    """An SVG, or the reason why there is none."""

    svg: str | None = None
    missing: str | None = None


def draw(experiment, rows, judgements):
    """Draws an experiment's figure; a failure becomes a sentence of the report."""
    if experiment.figure is None:
        return Drawing()
    if not rows:
        return Drawing(missing="No figure: nothing has been run at this scale.")
    try:
        return Drawing(svg=_svg(experiment, rows, judgements))
    # Drawing is a plug-in of the experiment: whatever it raises, the report comes.
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return Drawing(missing=f"The figure could not be drawn. {said}")


def _svg(experiment, rows, judgements):
    module, _, function = experiment.figure.partition(":")
    draw_figure = getattr(importlib.import_module(module), function)
    with figure_style():
        figure = draw_figure(rows, judgements)
        return themed_svg(figure, f"Figure. {experiment.title}. {experiment.question}")
