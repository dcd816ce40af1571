"""The mean and the variance of each channel over all batches, in float64."""

import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks._streaming_moments import StreamingMean

_RULE = "batches of two or more values per channel, or the estimator 'pooled'"


class PooledMoments(StreamingMean):
    """Of all rows together, whatever the sizes of the batches.

    >>> moments = PooledMoments()
    >>> moments.update(np.array([[0.0], [2.0]])).update(np.array([[4.0]])).variance
    array([2.66666667])
    """

    def __init__(self):
        super().__init__()
        self.num_batches = 0
        self._squares = 0.0

    @property
    def variance(self):
        """Mean square distance from the mean."""
        return self._squares / self.count

    def _merge(self, rows, mean):
        shift = mean - self.mean
        weight = len(rows) * self.count / (len(rows) + self.count)
        inner = np.sum((rows - mean) ** 2, axis=0)
        self._squares = self._squares + inner + shift**2 * weight
        self.num_batches += 1
        super()._merge(rows, mean)


class AveragedMoments:
    """The mean over the batches of their means and of their unbiased variances.

    >>> moments = AveragedMoments()
    >>> moments.update(np.array([[0.0], [2.0]])).update(np.array([[4.0], [4.0]])).mean
    array([2.5])
    >>> moments.variance
    array([1.])
    """

    def __init__(self):
        self._means, self._variances = StreamingMean(), StreamingMean()

    @property
    def num_batches(self):
        """Batches that held at least one row."""
        return self._means.count

    @property
    def mean(self):
        """Each batch counts alike."""
        return self._means.mean

    @property
    def variance(self):
        """Each batch counts alike."""
        return self._variances.mean

    def update(self, rows):
        """Takes a batch, (rows, channels), in and returns itself."""
        rows = np.asarray(rows, "float64")
        require(len(rows) != 1, "data", _RULE, rows.shape)
        if len(rows):
            self._means.update(rows.mean(axis=0)[np.newaxis])
            self._variances.update(rows.var(axis=0, ddof=1)[np.newaxis])
        return self
