"""What fires before training, how the loss falls, what is right in the end."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments import e22_bias as e22
from benchmarks.figures._curves import draw_epochs
from benchmarks.figures._palette import FIRST, SECOND, THEORY, THIRD
from benchmarks.figures._rows import final_rows, stacked

COLOURS = dict(zip(e22.BIASES, (FIRST, SECOND, THIRD), strict=True))
OFFSETS = dict(zip(e22.BIASES, (0.85, 1.0, 1.18), strict=True))


def draw(rows, judgements):
    """One colour per bias."""
    del judgements
    arms = final_rows(rows)
    figure = Figure(figsize=(5.0, 6.4))
    top, middle, bottom = figure.subfigures(3, 1, height_ratios=(1.1, 1.2, 1.2))
    _start(top.subplots(1, 2), arms)
    _losses(middle.subplots(), arms)
    _ends(bottom.subplots(1, 2), arms)
    handles, labels = middle.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure


def _start(panels, arms):
    """Before training: units that fire for some example, and pairs that fire."""
    titles = {"fires_for_some": "units that fire at all", "fires": "pairs that fire"}
    for axes, (metric, title) in zip(panels, titles.items(), strict=True):
        for place, bias in enumerate(e22.BIASES):
            rows = arms.get(e22.name_of(bias), ())
            shares = 100 * stacked(rows, metric)
            spread = place + np.linspace(-0.15, 0.15, shares.size)
            axes.plot(spread, shares, "o", ms=4, alpha=0.5, color=COLOURS[bias])
        axes.set_xticks(range(len(e22.BIASES)), [f"{bias:g}" for bias in e22.BIASES])
        axes.set_xlabel("initial bias")
        axes.set_title(title)
        axes.set_ylabel("%")
    panels[0].axhline(100, color=THEORY, lw=1, ls="--")


def _losses(axes, arms):
    """Training loss at the middle rate, median and range over seeds."""
    for bias in e22.BIASES:
        style = {"color": COLOURS[bias], "label": f"bias {bias:g}"}
        draw_epochs(axes, arms[e22.name_of(bias)], "loss", np.inf, **style)
    axes.set_yscale("log")
    axes.set_xlabel(f"epoch, learning rate {e22.GOOD:g}")
    axes.set_ylabel("training loss")


def _ends(panels, arms):
    """Accuracy and dead units in the end, by rate; each seed a point."""
    titles = {"test_accuracy": "test accuracy, %", "dead": "dead units, %"}
    for axes, (metric, title) in zip(panels, titles.items(), strict=True):
        for bias in e22.BIASES:
            rates = [rate for rate in e22.RATES if e22.name_of(bias, rate) in arms]
            style = {"color": COLOURS[bias]}
            for rate in rates:
                values = 100 * stacked(arms[e22.name_of(bias, rate)], metric)
                x = np.full(values.size, rate * OFFSETS[bias])
                axes.plot(x, values, "o", ms=3, alpha=0.4, **style)
                axes.plot(x[:1], [np.median(values)], "_", ms=12, mew=2.5, **style)
        axes.set_xscale("log")
        axes.set_xticks(e22.RATES, [f"{rate:g}" for rate in e22.RATES])
        axes.minorticks_off()
        axes.set_xlabel("learning rate")
        axes.set_title(title)
