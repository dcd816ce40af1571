"""Accuracy on images as they are and shifted, with and without augmentation."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.figures._curves import draw_epochs
from benchmarks.figures._palette import FIRST, SECOND
from benchmarks.figures._rows import final_rows, stacked

KINDS = {"none": (SECOND, "images as they are"), "shift": (FIRST, "images shifted")}
SIZES = {"300": "300 training images", "all": "all training images"}
METRICS = {
    "test_accuracy": "test",
    "shifted_accuracy": "shifted test",
}


def draw(rows, judgements):
    """Validation curves above; each seed's accuracies at the end below."""
    del judgements
    arms = final_rows(rows)
    sizes = [size for size in SIZES if f"none-{size}" in arms]
    figure = Figure(figsize=(5.0, 5.4))
    panels = figure.subplots(2, len(sizes), sharey="row", squeeze=False)
    for (curves, ends), size in zip(panels.T, sizes, strict=True):
        for kind in KINDS:
            colour, label = KINDS[kind]
            found, style = arms[f"{kind}-{size}"], {"color": colour, "label": label}
            draw_epochs(curves, found, "accuracy", 0.0, **style)
        _ends(ends, {kind: arms[f"{kind}-{size}"] for kind in KINDS})
        curves.set_title(SIZES[size])
        curves.set_xlabel("epoch")
    panels[0, 0].set_ylabel("validation accuracy")
    panels[1, 0].set_ylabel("right at the end, %")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def _ends(axes, arms):
    """One dot per seed, the median as a line, side by side."""
    for place, metric in enumerate(METRICS):
        for offset, (kind, rows) in zip((-0.18, 0.18), arms.items(), strict=True):
            colour, _ = KINDS[kind]
            values = stacked(rows, metric, missing=0.0)
            spread = np.linspace(-0.1, 0.1, values.size)
            axes.plot(place + offset + spread, values, "o", ms=3.5, color=colour)
            ends = place + offset - 0.14, place + offset + 0.14
            axes.hlines(np.median(values), *ends, color=colour)
    axes.set_xticks(range(len(METRICS)), METRICS.values())
    axes.set_xlim(-0.5, len(METRICS) - 0.5)
