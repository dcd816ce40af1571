"""Variance of what each kernel makes, by layer, before training."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.figures._palette import FIRST, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

STYLES = {
    "xavier": {"color": THIRD, "label": "Xavier"},
    "he": {"color": SECOND, "label": "He"},
    "lsuv": {"color": FIRST, "label": "LSUV"},
}
PANELS = {
    "relu": "ReLU",
    "relu-x100": "ReLU, inputs x 100",
    "maxout": "maxout",
    "tanh": "tanh",
}


def draw(rows, judgements):
    """One panel per kind of network."""
    del judgements
    arms = final_rows(rows)
    shown = [name for name in PANELS if f"{name}-lsuv" in arms]
    figure = Figure(figsize=(5.0, 5.0))
    panels = figure.subplots(-(-len(shown) // 2), 2, sharex=True, sharey=True)
    for axes, name in zip(np.ravel(panels), shown, strict=True):
        axes.set_title(PANELS[name])
        axes.set_yscale("log")
        for initializer, style in STYLES.items():
            if f"{name}-{initializer}" in arms:
                _variances(axes, arms[f"{name}-{initializer}"], style)
    figure.supxlabel("layer", size="medium")
    figure.supylabel("variance before activation", size="medium")
    handles, labels = np.ravel(panels)[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def _variances(axes, rows, style):
    """Medians over seeds: a line where it was calibrated, dots on held-out examples."""
    medians = np.median(stacked(rows, "variances"), axis=0)
    held_out = np.median(stacked(rows, "held_out_variances"), axis=0)
    layers = np.arange(1, len(medians) + 1)
    axes.plot(layers, medians, **style)
    axes.plot(layers, held_out, "o", ms=3, color=style["color"])
