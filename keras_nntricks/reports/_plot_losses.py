"""The loss of a training, step by step."""

import numpy as np

from keras_nntricks.reports._axes import count_along, drawable, fit_scale, new_axes
from keras_nntricks.reports._palette import PALETTE
from keras_nntricks.reports._verdict_marks import mark_steps

_MOST = 600  # What a figure can show side by side.


def plot_losses(record, ax=None):
    """Draws the losses of a record against the training step.

    The loss of each sampled batch, the mean since the sample before, and the loss and
    the validation loss of each epoch. The axis is logarithmic where the losses need it.
    A loss that is not finite is a cross at the upper edge. Verdicts are numbered lines
    at their step, in the order of `record.verdicts`.

    Args:
        record: `keras_nntricks.monitors.Record`.
        ax: Matplotlib axes to draw into. Defaults to those of a new figure.

    Returns:
        The axes.

    Example:
    >>> from keras_nntricks import monitors
    >>> from keras_nntricks.reports import plot_losses
    >>> from matplotlib.figure import Figure
    >>> record = monitors.Record(monitors.ModelFacts())
    >>> record.add_sample(0, 0, 0, {"loss": 2.3})
    >>> record.add_sample(1, 0, 1, {"loss": 2.1})
    >>> plot_losses(record, Figure().subplots()).get_ylabel()
    'loss'
    """
    ax = new_axes(ax, 9, 4)
    curves = _curves(record)
    for (steps, values), style in curves:
        ax.plot(steps, values, **style)
    every = np.concatenate([values for (_, values), _ in curves] or [[]])
    fit_scale(ax, every)
    _mark_not_finite(ax, curves)
    ax.set(xlabel="training step", ylabel="loss")
    count_along(ax)
    mark_steps(ax, record.verdicts)
    if ax.get_legend_handles_labels()[0]:
        ax.legend()
    return ax


def _curves(record):
    ends = record.epoch_ends - 1
    unknown = np.full(len(ends), np.nan)
    candidates = (
        (record.steps, record.losses, _BATCH),
        (record.steps, record.window_losses, _WINDOW),
        (ends, record.epochs.get("loss", unknown), _EPOCH),
        (ends, record.epochs.get("val_loss", unknown), _VALIDATION),
    )
    return [
        (thinned(steps, values), _with_dots(style, len(steps)))
        for steps, values, style in candidates
        if np.any(drawable(values))
    ]


def thinned(steps, values):
    """At most about 2 * `_MOST` points: the smallest and the largest of each stretch.

    What cannot be drawn is NaN.
    """
    values = np.where(drawable(values), values, np.nan)
    if len(values) <= 2 * _MOST:
        return steps, values
    stretches = np.array_split(np.arange(len(values)), _MOST)
    kept = [_extremes(values, stretch) for stretch in stretches]
    kept = np.unique(np.concatenate(kept))
    return steps[kept], values[kept]


def _extremes(values, stretch):
    known = stretch[np.isfinite(values[stretch])]
    if not known.size:
        return stretch[:1]
    return [known[np.argmin(values[known])], known[np.argmax(values[known])]]


def _mark_not_finite(ax, curves):
    lost = [
        steps[~np.isfinite(values)]
        for (steps, values), style in curves
        if style["label"] != _WINDOW["label"]
    ]
    lost = np.unique(np.concatenate(lost or [[]]))
    if lost.size:
        ax.plot(
            lost,
            np.full(lost.size, 0.97),
            transform=ax.get_xaxis_transform(),
            **_NOT_FINITE,
        )


def _with_dots(style, count):
    few = count <= 40
    return {**style, "marker": style["marker"] if few else None}


def _line(name, label, **style):
    return {"color": PALETTE[name].light, "label": label, **style}


_BATCH = _line("series-8", "of a batch", linewidth=1, marker=".", alpha=0.9)
_WINDOW = _line("series-1", "mean since the last sample", linewidth=1.8, marker=".")
_EPOCH = _line("series-2", "of the epoch", linestyle="--", marker="o", linewidth=1.6)
_VALIDATION = _line("series-3", "validation", marker="s", linewidth=1.6)
_NOT_FINITE = _line("bad", "not finite", linestyle="none", marker="x", markersize=6)
