"""Mean and covariance of rows that come in parts, in float64.

Parts are merged by the pairwise update of Chan, Golub and LeVeque, so that no sum of
squares is ever subtracted from another one.
"""

import numpy as np


class StreamingMean:
    """The mean over all rows seen, whatever the sizes of the parts.

    >>> mean = StreamingMean()
    >>> mean.update(np.zeros((3, 2))).update(np.ones((1, 2))).mean.tolist()
    [0.25, 0.25]
    """

    def __init__(self):
        self.count = 0
        self.mean = 0.0

    def update(self, rows):
        """Takes the rows of one part, (rows, ...), in and returns itself."""
        rows = np.asarray(rows, "float64")
        if len(rows):
            self._merge(rows, np.mean(rows, axis=0))
        return self

    def _merge(self, rows, mean):
        self.count += len(rows)
        self.mean = self.mean + (mean - self.mean) * (len(rows) / self.count)


class StreamingCovariance(StreamingMean):
    """The mean and the population covariance (divided by the count) of all rows seen.

    >>> moments = StreamingCovariance()
    >>> moments.update(np.array([[0.0], [2.0]])).update(np.array([[4.0]])).mean
    array([2.])
    >>> moments.covariance.round(6).tolist()
    [[2.666667]]
    """

    def __init__(self):
        super().__init__()
        self._scatter = 0.0

    @property
    def covariance(self):
        """Scatter / count."""
        return self._scatter / self.count

    def _merge(self, rows, mean):
        centred, shift = rows - mean, mean - self.mean
        weight = len(rows) * self.count / (len(rows) + self.count)
        between = np.outer(shift, shift) * weight if self.count else 0.0
        self._scatter = self._scatter + centred.T @ centred + between
        super()._merge(rows, mean)
