import itertools

import numpy as np


class LossCurve:
    """The mean training loss of any span of steps, from the sampled windows.

    A window reaches from one sample to the next; what is left of an epoch after its
    last sample follows from the loss of that epoch. Steps whose loss is not finite
    are left out.

    Args:
        record: a `Record`.

    Attributes:
        ends: (pieces,) the number of steps made at the end of each piece.
        lengths: (pieces,) steps in it.
        means: (pieces,) their mean loss.
        noise: how far the loss of a batch lies from the mean of its window.
    """

    def __init__(self, record):
        ends, lengths, means = _pieces(record)
        known = np.isfinite(means) & (lengths > 0)
        order = np.argsort(ends[known], kind="stable")
        self.ends = ends[known][order]
        self.lengths = lengths[known][order]
        self.means = means[known][order]
        self.noise = _noise(record)
        self._steps = np.concatenate([[0], self.ends])
        self._known = np.concatenate([[0], np.cumsum(self.lengths)])
        self._total = np.concatenate([[0], np.cumsum(self.lengths * self.means)])

    @property
    def steps(self):
        """Steps made until the end of the last piece."""
        return int(self._steps[-1])

    def mean(self, start, stop):
        """The mean loss of the steps `start <= step < stop`; NaN if none is known."""
        known = np.diff(np.interp([start, stop], self._steps, self._known))[0]
        total = np.diff(np.interp([start, stop], self._steps, self._total))[0]
        return float(total / known) if known > 0 else np.nan

    def bins(self, count, start=0):
        """(count,) mean losses of as many equal spans, from step `start` to the end."""
        edges = np.linspace(start, self.steps, count + 1)
        return np.array([self.mean(*pair) for pair in itertools.pairwise(edges)])

    def error(self, steps):
        """The standard error of the mean over so many steps."""
        return self.noise / np.sqrt(max(steps, 1))


def _pieces(record):
    """(pieces,) ends, lengths and means of the windows, and of the epochs' rests."""
    steps, ends = record.steps, record.epoch_ends
    begins = _epoch_begins(steps, ends)
    lengths = steps + 1 - np.maximum(np.append(0, steps[:-1] + 1), begins)
    windows = np.where(
        np.isfinite(record.window_losses), record.window_losses, record.losses
    )
    rests = _rests(record, lengths, windows)
    parts = zip((steps + 1, lengths, windows), rests, strict=True)
    return [np.concatenate(pair) for pair in parts]


def _epoch_begins(steps, ends):
    return np.append(0, ends)[np.searchsorted(ends, steps, side="right")]


def _rests(record, lengths, windows):
    """What the loss of an epoch says of the steps after its last sample."""
    ends = record.epoch_ends
    begins = np.append(0, ends[:-1]) if ends.size else ends
    totals = record.epochs.get("loss", np.full(ends.size, np.nan)) * (ends - begins)
    covered, sums = np.zeros(ends.size), np.zeros(ends.size)
    epochs = np.searchsorted(ends, record.steps, side="right")
    inside = epochs < ends.size
    np.add.at(covered, epochs[inside], lengths[inside])
    np.add.at(sums, epochs[inside], (lengths * windows)[inside])
    rest = ends - begins - covered
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(rest > 0, (totals - sums) / rest, np.nan)
    return ends, rest, means


def _noise(record):
    with np.errstate(invalid="ignore"):
        off = record.losses - record.window_losses
    off = off[np.isfinite(off) & (off != 0)]
    # 1.4826 median |x| is the standard deviation of a Gaussian.
    return 1.4826 * float(np.median(np.abs(off))) if off.size else 0.0
