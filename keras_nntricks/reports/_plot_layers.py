"""A statistic of all layers or weights over time."""

from keras_nntricks._arguments import require
from keras_nntricks.reports._axes import new_axes
from keras_nntricks.reports._heat_map import draw_heat_map, height_of
from keras_nntricks.reports._layer_numbers import STATISTICS, table
from keras_nntricks.reports._verdict_marks import mark_rows


def plot_layers(record, statistic="std", ax=None):
    """Draws a heat map: a row per layer or weight, a column per sample.

    Outputs: "mean", "std", "spread" (mean over units of a unit's own standard
    deviation), "zeros", "flat", "largest", "nonfinite", and "dead", which has a column
    per epoch. Kernels: "gradient_norm", "weight_norm", "update_norm" and
    "update_ratio", whose colours part at 1e-3. Norms and deviations have logarithmic
    colours; zeros and numbers that are not finite have colours of their own. Numbers
    mark the verdicts about a row.

    Args:
        record: `keras_nntricks.monitors.Record`.
        statistic: str. One of the names above. Defaults to "std".
        ax: Matplotlib axes to draw into. Defaults to those of a new figure.

    Returns:
        The axes.

    Raises:
        ValueError: if there is no such statistic, or the record has none of it.

    Example:
    >>> from keras_nntricks import monitors
    >>> from keras_nntricks.reports import plot_layers
    >>> from matplotlib.figure import Figure
    >>> record = monitors.Record(monitors.ModelFacts())
    >>> norms = {"gradient_norm": 0.1, "weight_norm": 2.0, "update_norm": 0.01}
    >>> record.add_sample(0, 0, 0, {"weights": {"net/dense/kernel": norms}})
    >>> ax = plot_layers(record, "update_ratio", Figure().subplots())
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['net/dense/kernel']
    """
    known = f"one of {', '.join(STATISTICS)}"
    require(statistic in STATISTICS, "statistic", known, statistic)
    numbers = table(record, statistic)
    require(numbers.values.size, "statistic", "one that was recorded", statistic)
    ax = new_axes(ax, 9, height_of(len(numbers.paths)))
    steps = draw_heat_map(ax, numbers, *STATISTICS[statistic])
    mark_rows(ax, record.verdicts, steps, numbers.paths)
    return ax
