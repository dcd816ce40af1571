"""A value of the logs, epoch by epoch."""

from keras_nntricks._arguments import require
from keras_nntricks.reports._axes import count_along, drawable, fit_scale, new_axes
from keras_nntricks.reports._palette import PALETTE


def plot_epochs(record, name, ax=None):
    """Draws a value of the logs, and its validation value, at the end of each epoch.

    Args:
        record: `keras_nntricks.monitors.Record`.
        name: str. A key of `record.epochs`; "val_" + name is drawn beside it.
        ax: Matplotlib axes to draw into. Defaults to those of a new figure.

    Returns:
        The axes.

    Raises:
        ValueError: if no epoch had such a value.

    Example:
    >>> from keras_nntricks import monitors
    >>> from keras_nntricks.reports import plot_epochs
    >>> from matplotlib.figure import Figure
    >>> record = monitors.Record(monitors.ModelFacts())
    >>> record.end_epoch(0, 100, {"accuracy": 0.8, "val_accuracy": 0.7})
    >>> ax = plot_epochs(record, "accuracy", Figure().subplots())
    >>> [line.get_label() for line in ax.lines]
    ['training', 'validation']
    """
    logs = record.epochs
    require(name in logs, "name", "a name of the logs", name)
    ax = new_axes(ax, 4, 2.6)
    drawn = [key for key in (name, f"val_{name}") if key in logs]
    for key, style in zip(drawn, _STYLES, strict=False):
        values = logs[key]
        known = drawable(values)
        ax.plot(record.epoch_numbers[known] + 1, values[known], **style)
        fit_scale(ax, values)
    ax.set_title(name, parse_math=False)
    ax.set_xlabel("epoch")
    count_along(ax)
    if len(drawn) > 1:
        ax.legend()
    return ax


_STYLES = (
    {"color": PALETTE["series-2"].light, "marker": "o", "label": "training"},
    {"color": PALETTE["series-3"].light, "marker": "s", "label": "validation"},
)
