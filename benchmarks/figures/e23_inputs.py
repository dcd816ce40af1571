"""Loss by step, steps, sensitivity and accuracy for each kind of input."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments.e23_inputs import INPUTS, TARGET
from benchmarks.figures._curves import draw_band
from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked
from keras_nntricks.reports import PALETTE

OTHER = PALETTE["series-5"].light
COLOURS = dict(zip(INPUTS, (SECOND, PUBLISHED, THIRD, FIRST, OTHER), strict=True))


def draw(rows, judgements):
    """One colour per kind of input."""
    del judgements
    arms = final_rows(rows)
    names = [name for name in INPUTS if name in arms]
    figure = Figure(figsize=(5.0, 6.6))
    above, below = figure.subfigures(2, 1, height_ratios=(1, 1.15))
    _losses(above.subplots(), names, arms)
    panels = below.subplots(2, 2, sharey=True)
    _dots(panels[0, 0], names, arms, "stretch", "stretch of the inputs")
    _dots(panels[0, 1], names, arms, "test_accuracy", "test accuracy")
    titles = {"sensitivity_at_start": "before", "sensitivity": "after"}
    for axes, (metric, when) in zip(panels[1], titles.items(), strict=True):
        _dots(axes, names, arms, metric, f"sensitivity {when}, nats")
        axes.set_xscale("log")
    return figure


def _losses(axes, names, arms):
    """Median over seeds by step, band from the lowest to the highest."""
    axes.axhline(TARGET, color=MUTED, lw=1, ls="--", label=f"target {TARGET:g}")
    for name in names:
        rate = arms[name][0]["metrics"]["rate"]
        style = {"color": COLOURS[name], "label": f"{name}, rate {rate:g}"}
        draw_band(axes, arms[name], "loss", **style)
    axes.set_yscale("log")
    axes.set_xlabel("step")
    axes.set_ylabel("training loss")
    axes.legend(fontsize=9)


def _dots(axes, names, arms, metric, title):
    """Each seed as a point, the median as a bar."""
    for place, name in enumerate(reversed(names)):
        values = stacked(arms[name], metric)
        style = {"color": COLOURS[name]}
        axes.plot(values, [place] * values.size, "o", ms=4, alpha=0.4, **style)
        axes.plot([np.median(values)], [place], "|", ms=14, mew=3, **style)
    axes.set_yticks(range(len(names)), reversed(names))
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xlabel(title)
