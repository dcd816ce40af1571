"""Test accuracy by epoch, one panel per kind of batch."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.figures._curves import draw_epochs
from benchmarks.figures._palette import FIRST, SECOND
from benchmarks.figures._rows import final_rows, stacked

KINDS = {
    "iid": "random images",
    "micro": "micro-batches of 4",
    "sorted": "batches of two classes",
}
NORMS = {
    "batch": (SECOND, "batch normalization"),
    "renorm": (FIRST, "renormalization"),
}


def draw(rows, judgements):
    """Curves above, the accuracy of every seed at the end below."""
    del judgements
    arms = final_rows(rows)
    kinds = [kind for kind in KINDS if f"batch-{kind}" in arms]
    figure = Figure(figsize=(6.4, 4.8))
    panels = figure.subplots(2, len(kinds), sharey="row", squeeze=False)
    for (curves, ends), kind in zip(panels.T, kinds, strict=True):
        for place, norm in enumerate(NORMS):
            colour, label = NORMS[norm]
            found, style = arms[f"{norm}-{kind}"], {"color": colour, "label": label}
            draw_epochs(curves, found, "accuracy", 0.0, **style)
            _ends(ends, found, norm, place)
        curves.set_title(KINDS[kind])
        curves.set_xlabel("epoch")
        ends.set_xticks(range(len(NORMS)), ["batch n.", "renorm."])
        ends.set_xlim(-0.5, 1.5)
    panels[0, 0].set_ylabel("test accuracy")
    panels[1, 0].set_ylabel("at the end")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def _ends(axes, rows, norm, place):
    """Each seed's accuracy, and the median as a line."""
    colour, _ = NORMS[norm]
    values = stacked(rows, "test_accuracy", missing=0.0)
    spread = np.linspace(-0.2, 0.2, values.size)
    axes.plot(place + spread, values, "o", ms=3.5, color=colour)
    axes.hlines(np.median(values), place - 0.3, place + 0.3, color=colour)
