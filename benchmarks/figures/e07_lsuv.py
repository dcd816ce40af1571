"""Training loss by step, one panel per kind of network."""

from matplotlib.figure import Figure

from benchmarks.experiments.e07_lsuv import TARGET
from benchmarks.figures._curves import draw_band
from benchmarks.figures._palette import FIRST, MUTED, SECOND, THIRD
from benchmarks.figures._rows import final_rows

STYLES = {
    "xavier": {"color": THIRD, "label": "Xavier"},
    "he": {"color": SECOND, "label": "He"},
    "lsuv": {"color": FIRST, "label": "LSUV"},
}
PANELS = {
    "relu-{}": "ReLU",
    "relu-{}-x100": "ReLU, inputs x 100",
    "maxout-{}": "maxout",
}
HIGHEST_LOSS = 4.0


def draw(rows, judgements):
    """Median over seeds with the range; a loss beyond the highest is cut."""
    del judgements
    arms = final_rows(rows)
    shown = [pattern for pattern in PANELS if pattern.format("lsuv") in arms]
    figure = Figure(figsize=(5.0, 3.4))
    panels = figure.subplots(1, len(shown), sharex=True, sharey=True, squeeze=False)[0]
    for axes, pattern in zip(panels, shown, strict=True):
        axes.set_title(PANELS[pattern])
        axes.axhline(TARGET, color=MUTED, lw=1, ls="--")
        for name, style in STYLES.items():
            if pattern.format(name) in arms:
                draw_band(
                    axes, arms[pattern.format(name)], "loss", HIGHEST_LOSS, **style
                )
    panels[0].set_ylabel("training loss, nats")
    figure.supxlabel("step", size="medium")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)
    return figure
