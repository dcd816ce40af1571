"""Variance by layer before training, and the training loss by step."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments.e10_selu import TARGET
from benchmarks.experiments.theory import selu_map
from benchmarks.figures._curves import draw_band, draw_range
from benchmarks.figures._palette import FIRST, MUTED, SECOND, THEORY, THIRD
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"selu": FIRST, "relu": SECOND, "batch-norm": THIRD}
LABELS = {"selu": "SELU", "relu": "ReLU", "batch-norm": "ReLU, batch norm"}
HIGHEST = 10.0
LAYERS_SHOWN = 20


def draw(rows, judgements):
    """The map and the measured signals above, the training below."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 6.4))
    top, bottom = figure.subfigures(2, 1)
    fixed_point, variance = top.subplots(1, 2)
    _map(fixed_point)
    for arm in ("selu", "relu"):
        values = stacked(arms[arm], "variances")
        layers = np.arange(1, values.shape[1] + 1)
        draw_range(variance, layers, values, color=COLOURS[arm])
    loss = bottom.subplots()
    _losses(loss, arms)
    variance.set_title("units by layer")
    variance.set_xlabel("layer")
    variance.set_ylabel("variance")
    variance.set_ylim(bottom=0)
    handles, labels = loss.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def _map(axes):
    """Paths of mean and variance from the domain's corners to the fixed point."""
    corners = [(m, v) for m in selu_map.DOMAIN[0] for v in selu_map.DOMAIN[1]]
    for corner in corners:
        path = [corner]
        for _ in range(LAYERS_SHOWN):
            path.append(selu_map.mapped(*path[-1]))
        axes.plot(*np.transpose(path), ".-", color=FIRST, lw=1)
    axes.plot([0], [1], "x", ms=8, color=THEORY)
    axes.set_title("the exact map")
    axes.set_xlabel("mean")
    axes.set_ylabel("variance")


def _losses(axes, arms):
    axes.axhline(TARGET, color=MUTED, lw=1, ls="--", label=f"target {TARGET:g}")
    for arm, rows in arms.items():
        style = {"color": COLOURS[arm], "label": LABELS[arm]}
        draw_band(axes, rows, "loss", HIGHEST, **style)
    axes.set_yscale("log")
    axes.set_title("training")
    axes.set_xlabel("step")
    axes.set_ylabel("loss, nats")
