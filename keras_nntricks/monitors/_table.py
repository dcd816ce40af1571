"""Numbers by sample, path and statistic, in which a path may turn up late."""

import numpy as np


class Table:
    """Rows of numbers: one row a sample, one place a path and statistic.

    >>> table = Table(("mean", "std"))
    >>> table.add({"dense": {"mean": 1.0, "std": 2.0}})
    >>> table.column("std").tolist()
    [[2.0]]
    """

    def __init__(self, statistics, paths=(), rows=()):
        self.statistics = tuple(statistics)
        self.paths = list(paths)
        self._rows = list(rows)

    def add(self, numbers):
        """Takes in path -> statistic -> number; what is missing is NaN."""
        known = set(self.paths)
        self.paths.extend(path for path in numbers if path not in known)
        unknown = dict.fromkeys(self.statistics, np.nan)
        filled = [numbers.get(path, unknown) for path in self.paths]
        rows = [[float(entry[s]) for s in self.statistics] for entry in filled]
        self._rows.append(np.array(rows).reshape(len(rows), len(self.statistics)))

    def column(self, statistic):
        """(samples, paths) of one statistic."""
        return self.array()[:, :, self.statistics.index(statistic)]

    def array(self):
        """(samples, paths, statistics) of all."""
        shape = len(self._rows), len(self.paths), len(self.statistics)
        filled = np.full(shape, np.nan)
        for place, row in enumerate(self._rows):
            filled[place, : len(row)] = row
        return filled
