"""Training loss by step for each depth, and how many seeds converge."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.engine.statistics import clopper_pearson
from benchmarks.experiments.e04_he_against_xavier import TARGET
from benchmarks.figures._curves import draw_band
from benchmarks.figures._palette import FIRST, MUTED, SECOND
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"xavier": SECOND, "he": FIRST}
LABELS = {"xavier": "Xavier", "he": "He"}
CHANCE = float(np.log(10))


def draw(rows, judgements):
    """Loss curves above, one panel per depth; converged shares below."""
    del judgements
    arms = final_rows(rows)
    depths = sorted({settings(arm)[1] for arm in arms})
    figure = Figure(figsize=(5.0, 4.9))
    curves, shares = figure.subfigures(2, 1, height_ratios=(2, 1.15))
    panels = np.atleast_1d(curves.subplots(1, len(depths), sharey=True))
    for axes, depth in zip(panels, depths, strict=True):
        _depth(axes, depth, arms)
    panels[0].set_ylabel("training loss")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    _shares(shares.subplots(), arms)
    return figure


def settings(arm):
    """The initializer and the depth in the name of an arm."""
    initializer, depth = arm.rsplit("-", 1)
    return initializer, int(depth)


def _depth(axes, depth, arms):
    axes.axhline(TARGET, color=MUTED, lw=1, ls="--", label=f"target {TARGET:g}")
    for arm, rows in arms.items():
        initializer, layers = settings(arm)
        if layers == depth:
            style = {"color": COLOURS[initializer], "label": LABELS[initializer]}
            draw_band(axes, rows, "loss", 10 * CHANCE, **style)
    axes.set_title(f"{depth} layers")
    axes.set_xlabel("step")
    axes.set_ylim(0, 1.25 * CHANCE)


def _shares(axes, arms):
    """Share of seeds that converge, with Clopper and Pearson's 95 % interval."""
    names = sorted(arms, key=lambda arm: (-settings(arm)[1], settings(arm)[0]))
    for place, arm in enumerate(names):
        hits = stacked(arms[arm], "converged")
        share, count = hits.mean(), int(hits.sum())
        low, high = clopper_pearson(count, hits.size, 0.95)
        colour = COLOURS[settings(arm)[0]]
        axes.plot([low, high], [place, place], color=colour)
        axes.plot([share], [place], "o", ms=7, color=colour)
        axes.text(1.04, place, f"{count} of {hits.size}", va="center", size=9)
    labels = [f"{LABELS[settings(n)[0]]}, {settings(n)[1]} layers" for n in names]
    axes.set_yticks(range(len(names)), labels)
    axes.set_ylim(-0.6, len(names) - 0.4)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("share of seeds that converge")
