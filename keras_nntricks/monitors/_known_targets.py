"""What the statistics of a batch tell of its targets."""

import numpy as np


class KnownTargets:
    """Targets of which a record's statistics are known, or nothing (None)."""

    def __init__(self, statistics):
        known = statistics or {}
        for name in ("mean", "std", "minimum", "maximum"):
            value = known.get(name)
            if value is not None:
                value = np.atleast_1d(np.asarray(value, float))
            setattr(self, name, value)
        self.whole = known.get("whole")

    def row_sum(self, units):
        """The mean sum of a row of `units` targets; 1 where it is not known."""
        told = self.mean is not None and self.mean.size == units
        return float(np.sum(self.mean)) if told else 1.0

    def distribution(self, units):
        """(units,) the mean of targets that are distributions, or None."""
        told = self.mean is not None and self.mean.size == units
        return self.mean if told and abs(np.sum(self.mean) - 1) < 1e-3 else None

    def are_binary(self):
        """Whether nothing speaks against targets that are 0 and 1, or -1 and 1."""
        ends = [self.minimum, self.maximum]
        return self.mean is None or bool(np.all(np.isin(ends, (-1, 0, 1))))

    def between(self, negative, positive):
        """Interval of what costs `negative` or `positive` by the class, 2 classes."""
        if self.mean is None:
            return min(negative, positive), max(negative, positive)
        share = np.mean(self.mean if np.min(self.minimum) >= 0 else (self.mean + 1) / 2)
        loss = float(share * positive + (1 - share) * negative)
        return loss, loss
