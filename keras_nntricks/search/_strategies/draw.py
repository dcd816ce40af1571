"""The figure of a comparison: where the trials lie, and what they found."""

from __future__ import annotations

from keras_nntricks.reports import PALETTE, figure_style

_COLOURS = [shade.light for name, shade in PALETTE.items() if "series" in name]
_MARKERS = "osD^vP"
_INK = "#000000"


def draw_comparison(comparison, figure=None):
    """Panels of two strategies with their values on the axes, then the curves."""
    import matplotlib.pyplot as plt

    lines = comparison.summary()
    names = list(dict.fromkeys(line["strategy"] for line in lines))
    with figure_style():
        figure = plt.figure(figsize=(11, 3.7)) if figure is None else figure
        axes = figure.subplots(1, min(len(names), 2) + 1, width_ratios=_widths(names))
        for ax, name in zip(axes, names[:2], strict=False):
            _draw_trials(comparison, name, names, ax)
        _draw_curves(lines, names, axes[-1])
    return figure


def _widths(names):
    return [1] * min(len(names), 2) + [1.5]


def _draw_trials(comparison, name, names, ax):
    trials = [trial for trial in comparison.trials if trial["strategy"] == name]
    hps = list(trials[0]["point"])[:2]
    places = [[trial["point"][hp] for trial in trials] for hp in hps]
    along, across = places if len(hps) > 1 else (places[0], [0.5] * len(trials))
    colour = _COLOURS[names.index(name)]
    ax.vlines(along, -0.06, -0.01, color=_INK, linewidth=1.2, clip_on=False)
    if len(hps) > 1:
        ax.hlines(across, -0.06, -0.01, color=_INK, linewidth=1.2, clip_on=False)
    ax.plot(along, across, _MARKERS[names.index(name)], color=colour)
    ax.set(xlim=(-0.06, 1.03), ylim=(-0.06, 1.03), xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.set_title(f"{name.replace('_', ' ')}, {len(trials)} trials of repeat 0")
    ax.set_xlabel(_said(hps[0], along))
    if len(hps) > 1:
        ax.set_ylabel(_said(hps[1], across))


def _said(name, places):
    distinct = len(set(places))
    return f"{name}\n{distinct} distinct values"


def _draw_curves(lines, names, ax):
    budgets = list(dict.fromkeys(line["budget"] for line in lines))
    for index, name in enumerate(names):
        found = [line for line in lines if line["strategy"] == name]
        best = [line["best"] for line in found]
        below = [line["best"] - line["low"] for line in found]
        above = [line["high"] - line["best"] for line in found]
        ax.errorbar(
            budgets,
            best,
            yerr=(below, above),
            color=_COLOURS[index],
            marker=_MARKERS[index],
            capsize=3,
            label=name.replace("_", " "),
        )
    ax.set_xticks(budgets)
    ax.set_xlabel("budget, trials")
    left_out = "\nwithout failed repeats" if any(li["failed"] for li in lines) else ""
    ax.set_ylabel("best score, mean and 95 % interval" + left_out)
    ax.legend()
