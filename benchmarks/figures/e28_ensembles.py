"""Test error by number of averaged models, independent ones and snapshots."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from benchmarks.experiments.e28_ensembles import TRAINING_SETS
from benchmarks.figures._palette import FIRST, SECOND, THEORY
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"independent": FIRST, "snapshots": SECOND}
LABELS = {"independent": "independent models", "snapshots": "snapshots of one"}


def draw(rows, judgements):
    """A panel per training set; the single model is the line to compare with."""
    del judgements
    arms = final_rows(rows)
    names = [name for name in TRAINING_SETS if f"single-{name}" in arms]
    figure = Figure(figsize=(5.0, 3.4))
    panels = np.atleast_1d(figure.subplots(1, len(names)))
    for axes, name in zip(panels, names, strict=True):
        for kind in COLOURS:
            _by_models(axes, arms[f"{kind}-{name}"], kind)
        single = stacked(arms[f"single-{name}"], "test_error").mean()
        axes.axhline(single, color=THEORY, lw=1, ls="--", label="one model")
        axes.set_title(f"{name} examples")
        axes.set_xlabel("models averaged")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylim(bottom=0)
    panels[0].set_ylabel("test error, %")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def _by_models(axes, rows, kind):
    """Mean over seeds and 1.96 standard errors; the dots are single seeds."""
    errors = stacked(rows, "error_by_models")
    models = np.arange(1, errors.shape[1] + 1)
    shift = 0.08 if kind == "independent" else -0.08
    for one in errors:
        axes.plot(models + shift, one, ".", ms=3, color=COLOURS[kind], alpha=0.4)
    spread = errors.std(axis=0, ddof=min(1, len(errors) - 1)) / len(errors) ** 0.5
    axes.errorbar(
        models + shift,
        errors.mean(axis=0),
        1.96 * spread,
        marker="o",
        ms=4,
        color=COLOURS[kind],
        label=LABELS[kind],
    )
