"""What a calibration did to each layer."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Row:
    """One layer; `before` and `after` are of what the calibration measures."""

    layer: str
    before_mean: float
    before_std: float
    after_mean: float
    after_std: float
    iterations: int
    note: str = ""


@dataclasses.dataclass(frozen=True)
class CalibrationReport:
    """The rows of a calibration: one per layer, in the order of the calls.

    Printed, it is a table; indexed by a layer's name, it gives that layer's row, if no
    other layer has the name (`KeyError`).

    Args:
        rows: tuple of rows. Each has `layer` (its name), `before_mean`, `before_std`,
            `after_mean`, `after_std`, `iterations` and `note`. What the means and the
            standard deviations are of is said by the function that made the report.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import calibration
    >>> keras.utils.set_random_seed(0)
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(8, name="a")])
    >>> batch = np.random.default_rng(0).normal(size=(32, 4))
    >>> report = calibration.lsuv(model, batch)
    >>> [row.layer for row in report.rows]
    ['a']
    >>> round(report["a"].after_std, 3)
    1.0

    Reference: Mishkin and Matas, 2016, https://arxiv.org/abs/1511.06422, algorithm 1.
    """

    rows: tuple[Row, ...]

    def __getitem__(self, layer):
        """The row of the one layer of this name."""
        found = [row for row in self.rows if row.layer == layer]
        if len(found) > 1:
            raise KeyError(f"{len(found)} layers are named {layer!r}: look in `rows`")
        if not found:
            raise KeyError(layer)
        return found[0]

    def __str__(self):
        cells = [_HEADINGS, *(_cells(row) for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        return "\n".join(_line(line, widths) for line in cells)


_HEADINGS = ("layer", "mean before", "after", "std before", "after", "steps", "note")


def _cells(row):
    numbers = (row.before_mean, row.after_mean, row.before_std, row.after_std)
    shown = (f"{number:.4g}" for number in numbers)
    return (row.layer, *shown, str(row.iterations), row.note)


def _line(cells, widths):
    first, *middle, last = (
        cell.ljust(width) if place in (0, len(widths) - 1) else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join((first, *middle, last)).rstrip()
