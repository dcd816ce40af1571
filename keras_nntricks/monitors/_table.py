"""Numbers by sample, path and statistic, in which a path may turn up late."""

import numpy as np


class Table:
    """Rows of numbers: one row a sample, one place a path and statistic.

    >>> table = Table(("mean", "std"))
    >>> table.add({"dense": {"mean": 1.0, "std": 2.0}})
    >>> table.column("std").tolist()
    [[2.0]]
    """

    def __init__(self, statistics, paths=(), rows=None):
        self.statistics = tuple(statistics)
        self.paths = list(paths)
        width = len(self.paths), len(self.statistics)
        self._held = np.empty((0, *width)) if rows is None else np.array(rows)
        self._count = len(self._held)

    def add(self, numbers):
        """Takes in path -> statistic -> number; what is missing is NaN."""
        known = set(self.paths)
        self.paths.extend(path for path in numbers if path not in known)
        self._make_room()
        for place, path in enumerate(self.paths):
            if path in numbers:
                row = [numbers[path][statistic] for statistic in self.statistics]
                self._held[self._count, place] = row
        self._count += 1

    def column(self, statistic):
        """(samples, paths) of one statistic."""
        return self.array()[:, :, self.statistics.index(statistic)]

    def array(self):
        """(samples, paths, statistics) of all."""
        return self._held[: self._count]

    def _make_room(self):
        """For one more row; twice as many rows each time, so that it is rare."""
        rows, paths = self._held.shape[:2]
        if self._count < rows and paths == len(self.paths):
            return
        rows = rows if self._count < rows else max(16, 2 * rows)
        wider = np.full((rows, len(self.paths), len(self.statistics)), np.nan)
        wider[: self._count, :paths] = self.array()
        self._held = wider
