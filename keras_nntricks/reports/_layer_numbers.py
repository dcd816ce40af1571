"""What a heat map of layers or weights shows."""

from typing import NamedTuple

import numpy as np


class Statistic(NamedTuple):
    """How a statistic is drawn: `scale` is one of the scales of `_heat_map`."""

    label: str
    scale: str


LAYERS = {
    "mean": Statistic("mean of the outputs", "around zero"),
    "std": Statistic("standard deviation of the outputs", "log"),
    "spread": Statistic("mean over units of a unit's standard deviation", "log"),
    "zeros": Statistic("fraction of the outputs that are 0", "fraction"),
    "flat": Statistic("fraction on a flat side of the activation", "fraction"),
    "largest": Statistic("largest absolute output", "log"),
    "nonfinite": Statistic("outputs that are not finite", "log"),
}
WEIGHTS = {
    "gradient_norm": Statistic("norm of the gradient", "log"),
    "weight_norm": Statistic("norm of the weight", "log"),
    "update_norm": Statistic("norm of the update", "log"),
    "update_ratio": Statistic("norm of the update / norm of the weight", "ratio"),
}
DEAD = Statistic("fraction of the units dead in the whole epoch", "fraction")
STATISTICS = {**LAYERS, "dead": DEAD, **WEIGHTS}


class Table(NamedTuple):
    """A heat map's numbers: `steps` of the columns, `paths` of the rows.

    `values` is (rows, columns); NaN is unknown, infinite is not finite.
    """

    steps: np.ndarray
    paths: list
    values: np.ndarray
    column: str = "sample"


def table(record, statistic):
    """The numbers of one of STATISTICS, layers or weights in their order."""
    if statistic == "dead":
        return _dead(record)
    if statistic in LAYERS:
        values = _with_infinite(record.layer(statistic), record.layer("nonfinite") > 0)
        return Table(record.steps, list(record.layer_paths), values.T)
    return _of_kernels(record, _weights(record, statistic))


def _with_infinite(values, lost):
    return np.where(lost & ~np.isfinite(values), np.inf, values)


def _weights(record, statistic):
    """(samples, weights); a norm that is NaN was measured and is not finite."""
    norms = ["weight_norm", "update_norm"]
    norms = norms if statistic == "update_ratio" else [statistic]
    lost = [~np.isfinite(record.weight(norm)) for norm in norms]
    return _with_infinite(record.weight(statistic), np.any(lost, axis=0))


def _of_kernels(record, values):
    """Without biases and scales, if there are kernels."""
    kinds = {weight.path: weight.kind for weight in record.facts.weights}
    kernel = [kinds.get(path, "kernel") == "kernel" for path in record.weight_paths]
    chosen = np.flatnonzero(kernel if any(kernel) else np.ones(len(kernel)))
    paths = [record.weight_paths[index] for index in chosen]
    return Table(record.steps, paths, values[:, chosen].T)


def _dead(record):
    """A column per epoch, as far back as a layer was judged."""
    paths = [path for path in record.layer_paths if path in record.dead]
    rows = [np.mean(record.dead[path], axis=1, dtype=float) for path in paths]
    width = max(map(len, rows), default=0)
    padded = [np.pad(r, (width - len(r), 0), constant_values=np.nan) for r in rows]
    ends = record.epoch_ends[len(record.epoch_ends) - width :] - 1
    return Table(ends, paths, np.reshape(padded, (len(paths), width)), "epoch")
