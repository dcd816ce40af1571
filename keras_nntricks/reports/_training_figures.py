"""The figures of a training's page, section by section."""

from __future__ import annotations

import contextlib
import warnings
from typing import NamedTuple

import numpy as np

from keras_nntricks.reports._figure_style import figure_style
from keras_nntricks.reports._heat_map import height_of
from keras_nntricks.reports._layer_numbers import STATISTICS, table
from keras_nntricks.reports._names import short_names
from keras_nntricks.reports._plot_epochs import plot_epochs
from keras_nntricks.reports._plot_histogram import plot_histogram
from keras_nntricks.reports._plot_layers import plot_layers
from keras_nntricks.reports._plot_losses import plot_losses
from keras_nntricks.reports._themed_svg import themed_svg

_MOST_LOGS = 24
_MOST_HISTOGRAMS = 12
_WIDE, _SMALL = (9.5, 4.0), (3.7, 2.4)


class Figure(NamedTuple):
    """A picture: its title for those who do not see it, and what stands below it."""

    title: str
    svg: str
    caption: str = ""


class Group(NamedTuple):
    """Figures that belong together, small ones side by side."""

    title: str
    figures: list
    small: bool = False


class Section(NamedTuple):
    """A chapter of the page."""

    title: str
    about: str
    groups: list


def sections(record):
    """The chapters that the record has numbers for."""
    found = (_losses(record), _logs(record), _layers(record), _histograms(record))
    return [section for section in found if any(g.figures for g in section.groups)]


def _losses(record):
    title = "Loss by training step"
    figures = []
    if len(record.steps) or len(record.epoch_ends):
        svg = _svg(title, _WIDE, lambda ax: plot_losses(record, ax))
        about = (
            "The numbers above are those of the verdicts." if record.verdicts else ""
        )
        figures = [Figure(title, svg, about)]
    return Section("Loss", "", [Group("", figures)])


def _logs(record):
    names = [name for name in record.epochs if _is_drawn(name, record.epochs)]
    figures = [_log(record, name) for name in names[:_MOST_LOGS]]
    about = _left_out(names, _MOST_LOGS, "the table below has all of them")
    return Section("Epoch by epoch", about, [Group("", figures, small=True)])


def _is_drawn(name, epochs):
    of_loss = name in ("loss", "val_loss")
    beside = name.startswith("val_") and name.removeprefix("val_") in epochs
    values = epochs[name]
    constant = name == "learning_rate" and np.all(values == values[0])
    return not (of_loss or beside or constant) and np.any(np.isfinite(values))


def _log(record, name):
    svg = _svg(f"{name} by epoch", _SMALL, lambda ax: plot_epochs(record, name, ax))
    return Figure(f"{name} by epoch", svg)


def _layers(record):
    titles = {"Outputs of the layers": _OUTPUTS, "Weights": _WEIGHTS}
    groups = [
        Group(title, [f for s in shown for f in _heat_maps(record, s)])
        for title, shown in titles.items()
    ]
    groups = [group for group in groups if group.figures]
    return Section("Layers over time", _ABOUT_LAYERS, groups)


def _heat_maps(record, statistic):
    """One figure, or none where it would tell nothing."""
    values = table(record, statistic).values
    if not np.any(~np.isnan(values)) or _is_quiet(record, statistic, values):
        return []
    title = STATISTICS[statistic].label.capitalize()
    known = values[np.isfinite(values)]
    span = f", {np.min(known):.3g} to {np.max(known):.3g}" if known.size else ""
    rows, columns = values.shape
    label = f"{title} of {rows} by {columns} samples{span}"
    size = (9.5, height_of(rows))
    svg = _svg(label, size, lambda ax: plot_layers(record, statistic, ax))
    return [Figure(label, svg, _CAPTIONS.get(statistic, ""))]


def _is_quiet(record, statistic, values):
    if statistic == "flat":
        zeros = table(record, "zeros").values
        return not np.any((values > 0) & ~np.isclose(values, zeros))
    return statistic == "nonfinite" and not np.any(values > 0)


def _histograms(record):
    groups = [
        Group(kind.capitalize(), _of_kind(record, kind), small=True)
        for kind in record.histograms
    ]
    most = max(map(len, record.histograms.values()), default=0)
    about = "The colour is stronger where more of the values lie; a column per sample."
    left_out = _left_out(range(most), _MOST_HISTOGRAMS, "evenly chosen")
    return Section("Histograms", f"{about} {left_out}".strip(), groups)


def _of_kind(record, kind):
    paths = list(record.histograms[kind])
    names = dict(zip(paths, short_names(paths), strict=True))
    chosen = np.linspace(0, len(paths) - 1, min(len(paths), _MOST_HISTOGRAMS))
    return [
        _histogram(record, kind, paths[place], names[paths[place]])
        for place in chosen.round().astype(int)
    ]


def _histogram(record, kind, path, name):
    def draw(ax):
        plot_histogram(record, kind, path, ax).set_title(name, parse_math=False)

    title = f"Histogram of the {kind} of {path}"
    return Figure(title, _svg(title, _SMALL, draw))


def _left_out(names, most, where):
    if len(names) <= most:
        return ""
    return f"{most} of {len(names)} are drawn here, {where}."


def _svg(title, size, draw):
    from matplotlib.figure import Figure as Canvas
    from matplotlib.patches import Rectangle

    with figure_style(), _quiet_about_glyphs():
        canvas = Canvas(figsize=size)
        draw(canvas.subplots())
        # Empty margins count, so that pictures side by side have one size.
        canvas.add_artist(Rectangle((0, 0), 1, 1, fill=False, linewidth=0))
        return themed_svg(canvas, title)


@contextlib.contextmanager
def _quiet_about_glyphs():
    # The text stays text: the reader's browser has the characters.
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)
        yield


_OUTPUTS = ("mean", "std", "zeros", "flat", "dead", "largest", "nonfinite")
_WEIGHTS = ("gradient_norm", "update_ratio", "weight_norm")
_ABOUT_LAYERS = (
    "The first layer is at the top. Each column is a sampled step; samples are denser "
    "at the beginning. Numbers mark the verdicts about a layer or weight."
)
_CAPTIONS = {
    "mean": "Blue is negative, red is positive.",
    "std": "Layers that differ by factors of ten pass signals on badly.",
    "zeros": "A half is ordinary for ReLU.",
    "flat": "No gradient passes there.",
    "dead": "Judged at the sampled steps of each epoch; empty where no unit is dead.",
    "gradient_norm": "Kernels only, if there are any.",
    "update_ratio": "Per step; white is about 1e-3, orange is less, violet is more.",
}
