"""Dead units and training loss by learning rate, and dead units by depth."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e13_dead_units as e13
from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

COLOURS = {"relu": FIRST, "elu": SECOND, "leaky": THIRD}
DASHES = {"leaky": "--"}
PUBLISHED_SHARE = 0.4
BEST = e13.name_of("relu", e13.BEST)
CHANCE = float(np.log(10))


def draw(rows, judgements):
    """Shares and losses by rate above, shares by depth below."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 6.6))
    shares, losses, depths = figure.subplots(3, 1, height_ratios=(1.3, 1, 1))
    shares.axhline(PUBLISHED_SHARE, color=PUBLISHED, lw=1, ls="--", label="notes: 40 %")
    untrained = np.median(stacked(arms[BEST], "dead_at_start"))
    shares.axhline(untrained, color=MUTED, lw=1, ls=":", label="ReLU, untrained")
    for activation, colour in COLOURS.items():
        rates = measured_rates(arms, activation)
        style = {"color": colour, "label": e13.NAMES[activation]}
        style["ls"] = DASHES.get(activation, "-")
        named = [arms[e13.name_of(activation, rate)] for rate in rates]
        _line(shares, rates, [stacked(a, "dead") for a in named], **style)
        _line(losses, rates, [_losses(a) for a in named], **style)
        if activation == "elu":
            flat = [np.median(stacked(a, "flat")) for a in named]
            shares.plot(rates, flat, ":", color=colour, label="ELU, slope ≤ 0.01")
    _depths(depths, arms)
    _dress(figure, shares, losses)
    return figure


def measured_rates(arms, activation):
    """The rates at which an activation was run."""
    return [r for r in e13.RATES if e13.name_of(activation, r) in arms]


def _losses(rows):
    """Final losses; what diverged or is far above chance is cut."""
    losses = stacked(rows, "final_loss", missing=np.inf)
    return np.clip(losses, 1e-4, 3 * CHANCE)


def _line(axes, x, values, color, **style):
    """Median over seeds, band from the lowest to the highest."""
    low, middle, high = (
        [reduce(v) for v in values] for reduce in (np.min, np.median, np.max)
    )
    axes.fill_between(x, low, high, color=color, alpha=0.2, lw=0)
    axes.plot(x, middle, marker="o", ms=4, color=color, **style)


def _depths(axes, arms):
    """Each seed as a point, the median as a line."""
    depths = [d for d in e13.DEPTHS if _at_depth(d) in arms]
    values = [stacked(arms[_at_depth(d)], "dead") for d in depths]
    for depth, shares in zip(depths, values, strict=True):
        axes.plot([depth] * len(shares), shares, "o", ms=4, color=FIRST, alpha=0.4)
    axes.plot(depths, [np.median(shares) for shares in values], color=FIRST)
    axes.set_xticks(e13.DEPTHS)
    axes.set_ylim(bottom=-0.02)
    axes.set_xlabel(f"hidden layers, ReLU at a learning rate of {e13.RATE_OF_DEPTHS:g}")
    axes.set_ylabel("dead units")


def _at_depth(depth):
    return e13.name_of("relu", e13.RATE_OF_DEPTHS, depth)


def _dress(figure, shares, losses):
    shares.set_ylabel("dead units")
    shares.set_ylim(-0.02, 1.02)
    guessing = losses.axhline(CHANCE, color=MUTED, lw=1, ls="--", label="guessing")
    losses.set_ylabel("final training loss")
    losses.set_yscale("log")
    for axes in (shares, losses):
        axes.set_xscale("log")
        axes.set_xlim(e13.RATES[0] / 1.3, e13.RATES[-1] * 1.3)
    losses.set_xlabel("learning rate")
    handles, _ = shares.get_legend_handles_labels()
    figure.legend(handles=[*handles, guessing], loc="outside upper center", ncols=3)
