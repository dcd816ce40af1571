"""The scale of a hyperparameter, or of the score, as places between 0 and 1."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from keras_nntricks.search._results.project import is_finite
from keras_nntricks.search._results.rows import column

_MOST_TICKS = 6
_WIDE = 20  # A ratio of losses that needs a logarithmic axis.


class Numbers(NamedTuple):
    """A range of numbers, linear or logarithmic; `step` is 0 between real numbers."""

    name: str
    low: float
    high: float
    log: bool = False
    step: float = 0

    def place(self, value):
        """From 0 at the low end to 1 at the high end; NaN if it has no place."""
        if not is_finite(value) or (self.log and value <= 0):
            return math.nan
        low, high = self._scaled(self.low), self._scaled(self.high)
        return (self._scaled(value) - low) / (high - low)

    def share_near(self, end, margin):
        """The chance that a draw lies within `margin` of the end 0 or 1."""
        if not self.step:
            return margin
        upper = self._scaled(self.high + self.step) - self._scaled(self.low)
        widths = [
            self._scaled(value + self.step) - self._scaled(value)
            for value in np.arange(self.low, self.high + self.step / 2, self.step)
            if abs(self.place(value) - end) <= margin
        ]
        return sum(widths) / upper

    def ticks(self):
        """Pairs of place and text."""
        values = _decades(self.low, self.high) if self.log else None
        if values is None:
            values = _round_values(self.low, self.high, bool(self.step))
        return [(self.place(v), text_of(v)) for v in values]

    def _scaled(self, value):
        return math.log(value) if self.log else value


class Categories(NamedTuple):
    """Values with no scale, evenly spaced."""

    name: str
    values: tuple

    def place(self, value):
        """The place of one of the values; NaN for any other."""
        if value not in self.values:
            return math.nan
        return self.values.index(value) / (len(self.values) - 1)

    def ticks(self):
        """Pairs of place and text."""
        return [(self.place(value), text_of(value)) for value in self.values]


def axes_of(space, rows):
    """An axis per hyperparameter that has at least two values, in their order."""
    configs = {}
    for entry in space:
        configs.setdefault(entry["config"]["name"], []).append(entry)
    axes = [
        _axis(column(name), entries, [row.get(column(name)) for row in rows])
        for name, entries in configs.items()
        if not name.startswith("tuner/")
    ]
    return [axis for axis in axes if axis]


def score_axis(rows, objective, direction):
    """The axis of the scores that count."""
    scores = [row["score"] for row in rows if counts(row)]
    if not scores:
        return None
    low, high = min(scores), max(scores)
    log = direction == "min" and high > _WIDE * low > 0
    if low == high:
        low, high = low - abs(low) / 2 - 0.5, high + abs(high) / 2 + 0.5
    return Numbers(objective or "score", low, high, log)


def counts(row):
    """Whether the score is one of a training that came to its end."""
    return is_finite(row["score"]) and not row["aborted"]


def _axis(name, entries, found):
    kinds = {entry["class_name"] for entry in entries}
    configs = [entry["config"] for entry in entries]
    if kinds <= {"Float", "Int"}:
        return _numbers(name, configs, found, "Int" in kinds)
    told = [value for config in configs for value in _values_of(config)]
    found = [value for value in found if value is not None]
    values = tuple(dict.fromkeys((*told, *found)))
    return Categories(name, values) if len(values) > 1 else None


def _values_of(config):
    if "values" in config:
        return config["values"]
    return [config["value"]] if "value" in config else [False, True]


def _numbers(name, configs, found, whole):
    """The range with what lies outside of it, which a search may have widened."""
    found = [value for value in found if is_finite(value)]
    low = min([c["min_value"] for c in configs] + found)
    high = max([c["max_value"] for c in configs] + found)
    log = low > 0 and all(c["sampling"] == "log" for c in configs)
    # With logarithmic sampling a step is a factor; only whole numbers matter then.
    step = 1 if whole and log else (not log and configs[0].get("step")) or 0
    return Numbers(name, low, high, log, step) if low < high else None


def _decades(low, high):
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    if last - first < 2:
        return _within_a_decade(low, high)
    every = math.ceil((last - first + 1) / _MOST_TICKS)
    return [10.0**power for power in range(first, last + 1, every)]


def _within_a_decade(low, high):
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for digits in ((1, 2, 5), (1, 1.5, 2, 3, 5, 7)):
        values = [d * 10.0**power for power in powers for d in digits]
        values = [v for v in values if low <= v * (1 + 1e-9) and v <= high * (1 + 1e-9)]
        if len(values) > 1:
            return values
    return [low, high]


def _round_values(low, high, whole):
    from matplotlib.ticker import MaxNLocator

    values = MaxNLocator(_MOST_TICKS - 1, integer=whole).tick_values(low, high)
    margin = 1e-9 * (high - low)
    return [float(v) for v in values if low - margin <= v <= high + margin]


def text_of(value):
    """A value as figures and tables show it."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    if value and not 1e-3 <= abs(value) < 1e5:
        mantissa, _, power = f"{value:.3e}".partition("e")
        return f"{float(mantissa):g}e{int(power)}"
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:.0f}"
