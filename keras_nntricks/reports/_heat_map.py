"""Rows of numbers over time as colours."""

import numpy as np

from keras_nntricks.reports._axes import drawable
from keras_nntricks.reports._names import short_names

_MOST_COLUMNS = 240
_SMALLEST_ROW = 0.12  # inches: the names can still be read
_MOST_NAMES = 200
_AXIS = 1.0  # inches for the title and the axis below
_ZERO, _LOST, _FRACTION = "#9aa0a6", "#e8302a", "#d06a1c"
_TICKS, _MOST_TICKS = 7, 10


def height_of(rows):
    """Inches that so many rows need, with what stands above and below them."""
    ordinary, smallest = rows * 0.24, min(rows, _MOST_NAMES) * _SMALLEST_ROW
    return _AXIS + max(0.7, min(ordinary, max(5.0, smallest)))


def draw_heat_map(ax, table, label, scale):
    """Draws a `Table`, one column per sample, with its colour bar and its legend."""
    steps, values = _fewer_columns(table)
    colours, norm, extend = _SCALES[scale](values[drawable(values)])
    shown = np.where(drawable(values), values, np.nan)
    shown = np.ma.masked_invalid(shown)
    how = {"cmap": colours, "norm": norm, "aspect": "auto", "interpolation": "none"}
    image = ax.imshow(shown, **how)
    ax.set_title(label, loc="left")
    special = {
        "exactly 0": (_ZERO, _is_hidden_zero(values, scale)),
        "not finite": (_LOST, ~drawable(values) & ~np.isnan(values)),
    }
    _overlay(ax, special)
    _label_axes(ax, steps, table)
    _add_colour_bar(ax, image, extend)
    return steps


def _fewer_columns(table):
    """Means over neighbouring samples where there are more than the eye can tell."""
    count = _samples_in_column(table)
    if count == 1:
        return table.steps, table.values
    groups = np.split(
        np.arange(len(table.steps)), range(count, len(table.steps), count)
    )
    means = [_mean(table.values[:, group]) for group in groups]
    return table.steps[::count], np.stack(means, axis=1)


def _samples_in_column(table):
    return -(-len(table.steps) // _MOST_COLUMNS)


def _mean(values):
    known = ~np.isnan(values)
    sums = np.sum(np.where(known, values, 0.0), axis=1)
    with np.errstate(invalid="ignore"):
        return sums / np.sum(known, axis=1)


def _is_hidden_zero(values, scale):
    return (values == 0) & (scale in ("log", "ratio"))


def _overlay(ax, special):
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    present = {name: pair for name, pair in special.items() if np.any(pair[1])}
    for colour, where in present.values():
        only = np.ma.masked_where(~where, np.ones(where.shape))
        ax.imshow(only, ListedColormap([colour]), aspect="auto", interpolation="none")
    if present:
        patches = [Patch(color=colour, label=n) for n, (colour, _) in present.items()]
        ax.legend(
            handles=patches,
            loc="lower right",
            bbox_to_anchor=(1, 1),
            ncols=2,
            frameon=False,
            borderaxespad=0.2,
        )


def _label_axes(ax, steps, table):
    ticks = len(steps) if len(steps) <= _MOST_TICKS else _TICKS
    columns = np.linspace(0, len(steps) - 1, ticks).round().astype(int)
    ax.set_xticks(columns, [f"{steps[column]:,}" for column in columns])
    count = _samples_in_column(table)
    column = table.column if count == 1 else f"{count} {table.column}s"
    ax.set_xlabel(f"training step (one column per {column})")
    rows = np.arange(0, len(table.paths), -(-len(table.paths) // _MOST_NAMES))
    names = short_names([table.paths[row] for row in rows])
    size = min(9, 72 * 0.8 * (height_of(len(rows)) - _AXIS) / len(rows))
    ax.set_yticks(rows, names, fontsize=size, parse_math=False)
    ax.grid(visible=False)
    ax.spines[:].set_visible(True)
    ax.tick_params(length=2)


def _add_colour_bar(ax, image, extend):
    from matplotlib.ticker import LogLocator

    shrink = min(1.0, 2.6 / (height_of(image.get_size()[0]) - _AXIS))
    how = {"pad": 0.015, "fraction": 0.05, "aspect": 18, "anchor": (0.0, 1.0)}
    bar = ax.figure.colorbar(image, ax=ax, extend=extend, shrink=shrink, **how)
    bar.outline.set_visible(False)
    bar.ax.minorticks_off()
    low, high = image.get_clim()
    if isinstance(bar.locator, LogLocator):
        narrow = high < 1e3 * low
        bar.locator = LogLocator(subs=(1, 2, 5) if narrow else (1,), numticks=6)
        bar.formatter = "{:.4g}".format if narrow else bar.formatter
    elif low < 0:
        bar.set_ticks([low, 0, high], labels=[f"{x:.2g}" for x in (low, 0, high)])


def _log(values):
    from matplotlib.colors import LogNorm

    low, high, extend = _limits(np.log10(values[values > 0]), narrowest=1.0)
    return _colours("viridis"), LogNorm(10**low, 10**high), extend


def _ratio(values):
    from matplotlib.colors import LogNorm

    positive = values[values > 0]
    return _colours("PuOr"), LogNorm(1e-6, 1), _extend(positive, 1e-6, 1)


def _fraction(values):
    from matplotlib.colors import Normalize

    return faded(_FRACTION), Normalize(0, 1), "neither"


def _around_zero(values):
    from matplotlib.colors import CenteredNorm, SymLogNorm

    sizes = np.abs(values[values != 0])
    most = np.quantile(sizes, 0.98) if sizes.size else 1.0
    middle = np.median(sizes) if sizes.size else 1.0
    extend = _extend(values, -most, most)
    if most <= 30 * middle:
        return _colours("RdBu_r"), CenteredNorm(0, most), extend
    return _colours("RdBu_r"), SymLogNorm(middle, vmin=-most, vmax=most), extend


def _limits(values, narrowest):
    """The range of nearly all values, at least so wide, and what lies beyond it."""
    if not values.size:
        return -narrowest / 2, narrowest / 2, "neither"
    low, high = np.quantile(values, [0.01, 0.99])
    wider = max(narrowest - (high - low), 0) / 2
    low, high = low - wider, high + wider
    return low, high, _extend(values, low, high)


def _extend(values, low, high):
    below, above = np.any(values < low), np.any(values > high)
    return {(1, 1): "both", (1, 0): "min", (0, 1): "max"}.get((below, above), "neither")


def faded(colour):
    """From transparent to the colour, on light and dark pages alike."""
    from matplotlib.colors import LinearSegmentedColormap, to_rgba

    ends = [to_rgba(colour, 0.0), to_rgba(colour, 1.0)]
    return LinearSegmentedColormap.from_list(colour, ends)


def _colours(name):
    import matplotlib

    return matplotlib.colormaps[name]


_SCALES = {
    "log": _log,
    "ratio": _ratio,
    "fraction": _fraction,
    "around zero": _around_zero,
}
