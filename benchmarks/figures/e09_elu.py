"""Distance of the median unit from zero, and training loss, by step."""

from matplotlib.figure import Figure

from benchmarks.figures._curves import draw_band
from benchmarks.figures._palette import FIRST, SECOND, THIRD
from benchmarks.figures._rows import final_rows

STYLES = {
    "relu": {"color": SECOND, "label": "ReLU"},
    "lrelu": {"color": THIRD, "label": "leaky ReLU, 0.1"},
    "elu": {"color": FIRST, "label": "ELU"},
}
TITLES = {"-third": "a third of the rate", "": "shared rate", "-triple": "three times"}
HIGHEST_LOSS = 10.0


def draw(rows, judgements):
    """One column per rate: the median unit above, the training loss below."""
    del judgements
    arms = final_rows(rows)
    shown = [rate for rate in TITLES if f"elu{rate}" in arms]
    figure = Figure(figsize=(5.0, 4.6))
    panels = figure.subplots(2, len(shown), sharex=True, sharey="row", squeeze=False)
    for (above, below), rate in zip(panels.T, shown, strict=True):
        above.set_title(TITLES[rate])
        below.set_yscale("log")
        below.set_xlabel("step")
        _curves(above, below, arms, rate)
    panels[0, 0].set_ylabel("median unit, distance from 0")
    panels[1, 0].set_ylabel("training loss")
    shared = panels[0, shown.index("")]
    figure.legend(
        *shared.get_legend_handles_labels(), loc="outside upper center", ncols=3
    )
    return figure


def _curves(above, below, arms, rate):
    for activation, style in STYLES.items():
        rows = arms.get(f"{activation}{rate}")
        if rows:
            draw_band(above, rows, "distances", **style)
            draw_band(below, rows, "loss", HIGHEST_LOSS, **style)
