"""How figures look."""

from __future__ import annotations

from keras_nntricks.reports._palette import PALETTE


def figure_style():
    """Matplotlib settings under which a figure suits `themed_svg` and `page`.

    Lines and bars take the eight series colours of `PALETTE` in order. Text and axes
    are black, which `themed_svg` turns into the page's own ink. Layout is constrained,
    so labels do not overlap.

    Returns:
        A context manager; figures are made and drawn inside it.

    Example:
    >>> from keras_nntricks.reports import PALETTE, figure_style
    >>> from matplotlib.figure import Figure
    >>> with figure_style():
    ...     figure = Figure(figsize=(6, 4))
    ...     lines = figure.subplots().plot([1, 2, 4])
    >>> lines[0].get_color() == PALETTE["series-1"].light
    True

    Reference: Matplotlib, "Customizing Matplotlib with style sheets and rcParams",
    https://matplotlib.org/stable/users/explain/customizing.html
    """
    import matplotlib

    return matplotlib.rc_context(_settings())


def _settings():
    from cycler import cycler

    series = [shade.light for name, shade in PALETTE.items() if "series" in name]
    grid, surface = PALETTE["grid"].light, PALETTE["surface"].light
    ink = dict.fromkeys(_BLACK, "#000000")
    colours = {"axes.prop_cycle": cycler(color=series), "grid.color": grid}
    legend = {"legend.edgecolor": grid, "legend.facecolor": surface}
    return {**_SHAPES, **ink, **colours, **legend}


_BLACK = (
    "text.color",
    "axes.labelcolor",
    "axes.edgecolor",
    "xtick.color",
    "ytick.color",
)
_SHAPES = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "legend.framealpha": 0.85,
    "figure.figsize": (6.4, 4.0),
    "figure.constrained_layout.use": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.linewidth": 0.8,
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
}
