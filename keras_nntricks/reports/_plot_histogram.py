"""The distribution of a layer's or weight's numbers over time."""

import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks.reports._axes import new_axes
from keras_nntricks.reports._heat_map import faded

_BINS = 64
_MOST_COLUMNS = 240
_COLOUR = "#3f7fe8"


def plot_histogram(record, kind, path, ax=None):
    """Draws how the values of a layer or weight were spread, sample by sample.

    A column per sample, the values upwards, the colour stronger where more of them lie.
    The axis holds all but the outer thousandth of the values on either side.

    Args:
        record: `keras_nntricks.monitors.Record` with histograms.
        kind: str. "outputs", "weights", "gradients" or "updates".
        path: str. The layer or weight, a key of `record.histograms[kind]`.
        ax: Matplotlib axes to draw into. Defaults to those of a new figure.

    Returns:
        The axes.

    Raises:
        ValueError: if no such histogram was recorded.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import monitors
    >>> from keras_nntricks.reports import plot_histogram
    >>> from matplotlib.figure import Figure
    >>> record = monitors.Record(monitors.ModelFacts())
    >>> bars = np.histogram([0.0, 1.0, 1.0], bins=2)
    >>> record.add_sample(0, 0, 0, {"histograms": {"outputs": {"dense": bars}}})
    >>> plot_histogram(record, "outputs", "dense", Figure().subplots()).get_title()
    'dense'
    """
    known = "a kind that was recorded"
    require(kind in record.histograms, "kind", known, kind)
    require(path in record.histograms[kind], "path", "a recorded path", path)
    samples = _spread_evenly(record.histograms[kind][path])
    ax = new_axes(ax, 4, 2.6)
    edges = _common_edges(samples)
    columns = [_rebinned(counts, old, edges) for _, counts, old in samples]
    shares = np.transpose(columns)
    ax.imshow(
        np.sqrt(np.minimum(shares, _much(shares))),
        faded(_COLOUR),
        aspect="auto",
        origin="lower",
        interpolation="none",
        extent=(-0.5, len(samples) - 0.5, edges[0], edges[-1]),
    )
    _label(ax, [step for step, _, _ in samples], path)
    return ax


def _spread_evenly(samples):
    places = np.linspace(0, len(samples) - 1, min(len(samples), _MOST_COLUMNS))
    return [samples[place] for place in places.round().astype(int)]


def _common_edges(samples):
    """Edges of bins that hold nearly all values of all samples."""
    filled = [(c, e) for _, c, e in samples if np.sum(c) and np.all(np.isfinite(e))]
    if not filled:
        return np.linspace(-1, 1, _BINS + 1)
    low = min(_quantile(counts, edges, 0.001) for counts, edges in filled)
    high = max(_quantile(counts, edges, 0.999) for counts, edges in filled)
    if low == high:
        low, high = low - 0.5, high + 0.5
    return np.linspace(low, high, _BINS + 1)


def _quantile(counts, edges, share):
    filled = np.concatenate([[0], np.cumsum(counts)]) / np.sum(counts)
    return np.interp(share, filled, edges)


def _rebinned(counts, old, edges):
    """The share of the values in each new bin, even inside an old one."""
    total = np.sum(counts)
    if not total or not np.all(np.isfinite(old)):
        return np.full(_BINS, np.nan)
    below = np.concatenate([[0], np.cumsum(counts)]) / total
    return np.diff(np.interp(edges, old, below))


def _much(shares):
    """What has the strongest colour: a spike, as ReLU makes, hides nothing else."""
    filled = shares[shares > 0]
    return np.quantile(filled, 0.95) if filled.size else 1.0


def _label(ax, steps, path):
    columns = np.unique(np.linspace(0, len(steps) - 1, 4).round().astype(int))
    ax.set_xticks(columns, [f"{steps[column]:,}" for column in columns])
    ax.set_title(path, parse_math=False)
    ax.set_xlabel("training step")
    ax.grid(visible=False)
    ax.spines[:].set_visible(True)
