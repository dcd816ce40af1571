"""Error along the training, and at its end by momentum and by weight scale."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e14_momentum as e14
from benchmarks.figures._curves import draw_band
from benchmarks.figures._palette import FIRST, MUTED, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

CURVES = {
    "sgd": (MUTED, "none"),
    "nag-0.9": (THIRD, "0.9"),
    "nag-0.99-kept": (SECOND, "0.99, not lowered"),
    "nag-0.99": (FIRST, "0.99"),
}
SCALES = {"nag-0.99-scale-0.25": "¼", "nag-0.99": "1", "nag-0.99-scale-4": "4"}
METHODS = {False: (SECOND, "classical", -0.12), True: (FIRST, "Nesterov's", 0.12)}


def draw(rows, judgements):
    """Curves above; below, final errors of the momenta and of the scales."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 5.6))
    above, below = figure.subfigures(2, 1)
    _curves(above.subplots(), arms)
    momenta, scales = below.subplots(1, 2, sharey=True, width_ratios=(5, 3))
    _momenta(momenta, arms)
    _scales(scales, arms)
    return figure


def _curves(axes, arms):
    for name, (colour, label) in CURVES.items():
        if name in arms:
            style = {"color": colour, "label": label}
            draw_band(axes, arms[name], "error", **style)
    axes.set_xlabel("step")
    axes.set_ylabel("squared error per image")
    axes.set_yscale("log")
    axes.legend(title="Nesterov's momentum", ncols=2)


def _momenta(axes, arms):
    if "sgd" in arms:
        _seeds(axes, arms["sgd"], 0, MUTED, None)
    for place, momentum in enumerate(e14.MOMENTA, 1):
        for nesterov, (colour, label, shift) in METHODS.items():
            name = e14.name_of(momentum, nesterov)
            if name in arms:
                label = label if place == 1 else None
                _seeds(axes, arms[name], place + shift, colour, label)
    labels = ["none", *(f"{momentum:g}" for momentum in e14.MOMENTA)]
    axes.set_xticks(range(len(labels)), labels)
    axes.set_yscale("log")
    axes.set_xlabel("largest momentum")
    axes.set_ylabel("final error")
    if axes.get_legend_handles_labels()[0]:
        axes.legend()


def _scales(axes, arms):
    for place, name in enumerate(SCALES):
        if name in arms:
            _seeds(axes, arms[name], place, FIRST, None)
    axes.set_xticks(range(len(SCALES)), SCALES.values())
    axes.set_xlabel("scale of the weights")


def _seeds(axes, rows, place, colour, label):
    """A point per seed and a line at their median."""
    errors = stacked(rows, "final_error")
    style = {"color": colour, "alpha": 0.6, "mec": "none"}
    axes.plot([place] * len(errors), errors, "o", ms=5, label=label, **style)
    axes.plot([place - 0.1, place + 0.1], [np.nanmedian(errors)] * 2, color=colour)
