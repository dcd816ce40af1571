"""What each unit did in one epoch, gathered from the sampled steps."""

import numpy as np


class EpochUnits:
    """The statistics of a layer's units over the samples of one epoch."""

    def __init__(self):
        self.count = 0
        self._mean = self._scatter = self._zeros = self._flat = self._nonfinite = 0.0
        self._minimum, self._maximum = np.inf, -np.inf

    @np.errstate(invalid="ignore")  # Outputs may not be finite.
    def update(self, units):
        """Takes one sample in: statistic -> (units,), and "count" values per unit."""
        count = int(units["count"])
        total = self.count + count
        if not total:
            return
        share = count / total
        shift = np.asarray(units["mean"], "float64") - self._mean
        within = np.asarray(units["std"], "float64") ** 2 * count
        self._scatter = self._scatter + within + shift**2 * (self.count * share)
        self._mean = self._mean + shift * share
        self._zeros = self._zeros + (units["zeros"] - self._zeros) * share
        self._flat = self._flat + (units["flat"] - self._flat) * share
        self._nonfinite = self._nonfinite + units["nonfinite"]
        self._minimum = np.minimum(self._minimum, units["minimum"])
        self._maximum = np.maximum(self._maximum, units["maximum"])
        self.count = total

    def statistics(self):
        """Statistic -> (units,), over all samples taken in."""
        return {
            "mean": np.asarray(self._mean),
            "std": np.sqrt(self._scatter / max(self.count, 1)),
            "minimum": np.asarray(self._minimum),
            "maximum": np.asarray(self._maximum),
            "zeros": np.asarray(self._zeros),
            "flat": np.asarray(self._flat),
            "nonfinite": np.asarray(self._nonfinite),
        }

    def dead(self, layer):
        """(units,) where no value ever left the flat side of the layer's activation."""
        below, above = layer.flat_below, layer.flat_above
        low = self._maximum <= below if below is not None else False
        if layer.flat_floor is not None:
            low = low & (self._minimum >= layer.flat_floor)
        high = self._minimum >= above if above is not None else False
        return np.logical_or(low, high) & np.ones_like(self._maximum, bool)
