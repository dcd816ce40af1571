"""Axes to draw into."""

import numpy as np

LARGEST = 1e100  # Matplotlib cannot scale an axis much beyond it.


def new_axes(ax, width, height):
    """`ax`, or the axes of a new figure that a notebook shows."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def drawable(values):
    """Where values can be drawn."""
    with np.errstate(invalid="ignore"):
        return np.abs(values) < LARGEST


def fit_scale(ax, values, axis="y"):
    """A logarithmic axis where values spread over much more than they can show."""
    values = np.asarray(values, float)
    values = values[drawable(values)]
    if not values.size:
        return
    set_scale = ax.set_yscale if axis == "y" else ax.set_xscale
    largest, middle = np.max(np.abs(values)), np.median(np.abs(values))
    if np.min(values) > 0 and largest > 20 * np.min(values):
        set_scale("log")
    elif np.min(values) <= 0 and largest > 1e3 * middle > 0:
        set_scale("symlog", linthresh=middle)


def count_along(ax):
    """Whole numbers only along the horizontal axis."""
    ax.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    ax.xaxis.set_major_formatter("{x:,.0f}")
