"""Validation error on the way, and training and test errors at the end."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.figures._palette import FIRST, MUTED, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"none": SECOND, "units": FIRST, "maps": THIRD}
LABELS = {"none": "nothing", "units": "units", "maps": "whole maps"}
TITLES = {
    "few": "dense, 100 examples",
    "many": "dense, 1000 examples",
    "convnet": "convnet, 300 examples",
}


def draw(rows, judgements):
    """A line per network: curves left, errors at the end right."""
    del judgements
    arms = final_rows(rows)
    names = [name for name in TITLES if any(arm.startswith(name) for arm in arms)]
    figure = Figure(figsize=(5.0, 0.7 + 1.9 * len(names)))
    panels = figure.subplots(len(names), 2, squeeze=False, width_ratios=(3, 2))
    handles = {}
    for (left, right), name in zip(panels, names, strict=True):
        of_name = {arm.split("-")[1]: arms[arm] for arm in arms if name in arm}
        for dropout, found in of_name.items():
            handles[LABELS[dropout]] = _curve(left, found, dropout)
        _ends(right, of_name)
        left.set_title(TITLES[name])
        left.set_ylabel("validation error, %")
    panels[-1, 0].set_xlabel("share of the training")
    panels[0, 1].set_title("error at the end, %")
    figure.legend(
        handles.values(), handles, loc="outside upper center", ncols=3, title="dropped"
    )
    return figure


def _curve(axes, rows, dropout):
    """Median over seeds, band of the middle half."""
    errors = stacked(rows, "validation_curve", missing=100.0)
    share = np.linspace(0, 1, errors.shape[1] + 1)[1:]
    ends = np.quantile(errors, (0.25, 0.75), axis=0)
    axes.fill_between(share, *ends, color=COLOURS[dropout], alpha=0.2, lw=0)
    axes.set_ylim(0, 2.5 * np.median(errors[:, -1]))
    (line,) = axes.plot(share, np.median(errors, axis=0), color=COLOURS[dropout])
    return line


def _ends(axes, arms):
    """From training to test error, a line per arm with all seeds on it."""
    width = 0.5 / len(arms)
    for place, (dropout, rows) in enumerate(arms.items()):
        shift = width * (place - (len(arms) - 1) / 2)
        errors = [stacked(rows, f"{part}_error") for part in ("train", "test")]
        across = np.array([0, 1]) + shift
        colour = COLOURS[dropout]
        for where, values in zip(across, errors, strict=True):
            axes.plot([where] * len(values), values, "o", ms=3, color=colour, alpha=0.6)
        axes.plot(across, [np.median(values) for values in errors], color=colour)
    axes.set_xticks((0, 1), ("training", "test"))
    axes.set_xlim(-0.5, 1.5)
    axes.axhline(0, color=MUTED, lw=0.8)
