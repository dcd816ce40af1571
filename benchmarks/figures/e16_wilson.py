"""What unseen examples get on the constructed problem; test error by learning rate."""

import numpy as np
from matplotlib.figure import Figure

from benchmarks.experiments.e16_wilson import RATES
from benchmarks.figures._palette import FIRST, MUTED, PUBLISHED, SECOND, THIRD
from benchmarks.figures._rows import final_rows, stacked

COLOURS = dict(zip(RATES, (FIRST, THIRD, MUTED, SECOND, PUBLISHED), strict=True))
MARKERS = dict(zip(RATES, "osD^v", strict=True))
BELOW = {"loc": "outside lower center", "ncols": 5, "columnspacing": 1.0}
LABELS = {
    "sgd": "SGD",
    "heavy-ball": "heavy ball",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
}


def draw(rows, judgements):
    """One panel for each part that was run."""
    del judgements
    arms = final_rows(rows)
    parts = [part for part, names in PARTS.items() if names & arms.keys()]
    figure = Figure(figsize=(5.0, 0.6 + 2.5 * len(parts)))
    panels = np.atleast_1d(figure.subplots(len(parts), 1))
    for axes, part in zip(panels, parts, strict=True):
        part(axes, arms)
    return figure


def _constructed(axes, arms):
    """One point per seed and label: right are those of label 1 above 0, else below."""
    axes.axhline(0, color=MUTED, lw=1)
    for place, name in enumerate(RATES):
        scores = stacked(arms[f"exact-{name}"], "unseen_scores")
        for label, column in ((1, 0), (-1, 1)):
            across = place + 0.2 * label + np.linspace(-0.12, 0.12, len(scores))
            colour = FIRST if label == 1 else SECOND
            told = f"label {label}" if place == 0 else None
            axes.plot(across, scores[:, column], "o", ms=4, color=colour, label=told)
    axes.set_xticks(range(len(RATES)), LABELS.values())
    axes.set_ylabel("score of unseen examples")
    axes.set_title("constructed least-squares problem")
    axes.set_ylim(top=1.4)
    axes.legend(loc="upper right", ncols=2)


def _images(axes, arms):
    """Median over seeds, band from the lowest to the highest, a ring for the choice."""
    for name, rates in RATES.items():
        errors = 100 * stacked(arms[name], "errors_by_rate")
        middle, colour = np.median(errors, axis=0), COLOURS[name]
        ends = errors.min(axis=0), errors.max(axis=0)
        axes.fill_between(rates, *ends, color=colour, alpha=0.15, lw=0)
        style = {"ms": 5, "color": colour, "label": LABELS[name]}
        axes.plot(rates, middle, MARKERS[name], ls="-", **style)
        chosen = stacked(arms[name], "rate")
        rate = rates[int(np.argmax([np.sum(chosen == r) for r in rates]))]
        place = middle[rates.index(rate)]
        axes.plot([rate], [place], "o", ms=11, mfc="none", color=colour)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("learning rate; a ring for the lowest training loss")
    axes.set_ylabel("test error, %")
    axes.set_title("images")
    axes.figure.legend(*axes.get_legend_handles_labels(), **BELOW)


PARTS = {
    _constructed: {f"exact-{name}" for name in RATES},
    _images: set(RATES),
}
