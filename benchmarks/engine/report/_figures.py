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
    label = f"Figure. {experiment.title}. {experiment.question}"
    return drawn(experiment.figure, label, rows, judgements)


def drawn(place, label, *arguments):
    """What the function "package.module:function" draws, under the page's colours."""
    try:
        return Drawing(svg=_svg(place, label, arguments))
    # Drawing is a plug-in: whatever it raises, the report comes.
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
        return Drawing(missing=f"The figure could not be drawn. {said}")


def _svg(place, label, arguments):
    module, _, function = place.partition(":")
    draw_figure = getattr(importlib.import_module(module), function)
    with figure_style():
        return themed_svg(draw_figure(*arguments), label)
