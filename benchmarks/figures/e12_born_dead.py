"""The share of networks that are born dead, by depth, one panel per width."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.engine.statistics import clopper_pearson
from benchmarks.experiments.e12_born_dead import WIDTHS
from benchmarks.experiments.theory import born_dead
from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THEORY
from benchmarks.figures._rows import final_rows, stacked

# At ten layers, as the source's design chart is quoted.
PUBLISHED_SHARES = {2: (0.9, "^"), 3: (0.6, "D"), 5: (0.1, "^"), 10: (0.01, "v")}


def draw(rows, judgements):
    """Measured shares with intervals, rigorous bounds, exact and published values."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 5.8))
    panels = figure.subplots(2, 2, sharex=True)
    for place, (axes, width) in enumerate(zip(panels.flat, WIDTHS, strict=True)):
        _theory(axes, width)
        for arm, colour, label in (("he", FIRST, "He"), ("rai", SECOND, "RAI")):
            if arm in arms:
                _measured(axes, arms[arm], place, colour, label)
        _published(axes, width)
        axes.set_title(f"width {width}")
        axes.set_ylim(bottom=0)
    _dress(figure, panels)
    return figure


def _theory(axes, width):
    depths = range(2, 21)
    bounds = [born_dead.dead_bounds(depth, width) for depth in depths]
    low, high = zip(*bounds, strict=True)
    axes.fill_between(depths, low, high, color=FIRST, alpha=0.2, lw=0, label="bounds")
    rays = [born_dead.ray_dead(depth, width) for depth in depths]
    axes.plot(depths, rays, color=MUTED, lw=1, ls="--", label="one ray, exact")
    exact = born_dead.three_layers_dead(width)
    axes.plot([3], [exact], "s", ms=7, mfc="none", color=THEORY, label="exact")


def _measured(axes, rows, place, colour, label):
    """Share of dead networks with Clopper and Pearson's 99.99 % interval."""
    total = int(stacked(rows, "networks").sum())
    counts = stacked(rows, "dead_by_depth").sum(axis=0)[place].astype(int)
    shares = counts / total
    ends = np.array([clopper_pearson(int(k), total, 0.9999) for k in counts]).T
    depths = np.arange(2, 2 + len(counts))
    errors = np.abs(ends - shares)
    axes.errorbar(depths, shares, errors, fmt="o", ms=3, color=colour, label=label)


def _published(axes, width):
    share, marker = PUBLISHED_SHARES[width]
    style = {"ms": 8, "mfc": "none", "mew": 1.6, "color": PUBLISHED}
    axes.plot([10], [share], marker, ls="none", label="published", **style)


def _dress(figure, panels):
    for axes in panels[:, 0]:
        axes.set_ylabel("share born dead")
    for axes in panels[-1]:
        axes.set_xlabel("weight layers")
        axes.set_xticks((5, 10, 15, 20))
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
