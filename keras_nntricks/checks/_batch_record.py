"""A record that holds the data and the first predictions, for the rules of monitors."""

import keras
import numpy as np

from keras_nntricks import monitors

_NUMERIC = "fiub"
_CHUNK = 100_000


def batch_record(model, examples, passes):
    """A `Record` of one sample: all examples at once, before any training."""
    facts = monitors.describe(model)
    record = monitors.Record(facts, {"loss", "batch"})
    outputs = [output.name for output in facts.outputs]
    predictions = [keras.tree.flatten(one.predictions) for one in passes]
    inputs = [source.name for source in facts.inputs]
    values = {
        "loss": np.nan,  # no rule about data needs it, and it may raise
        "examples": examples.count,
        "inputs": _named(inputs, examples, 0),
        "targets": _named(outputs, examples, 1, whole=True),
        "predictions": _statistics(outputs, predictions, "output", whole=True),
    }
    record.add_sample(0, 0, 0, values)
    return record


def _named(names, examples, part, whole=False):
    first = examples.batches[0][part]
    names = list(first) if isinstance(first, dict) else names
    fallback = ("input", "output")[part]
    found = _statistics(names, examples.joined(part), fallback, whole)
    if examples.whole is not None:
        arrays = keras.tree.flatten(examples.whole[part])
        columns = [array for array in arrays if array is not None]
        for units, column in zip(found.values(), _numeric(columns), strict=True):
            units["nonfinite"] = _nonfinite(column)
    return found


def _statistics(names, batches, fallback, whole=False):
    """Name -> unit statistics of the arrays of all batches that are numbers."""
    columns = [_together(parts) for parts in zip(*batches, strict=True)]
    if len(names) != len(columns):
        names = [f"{fallback}_{i}" if i else fallback for i in range(len(columns))]
    return {
        name: unit_statistics(column, whole)
        for name, column in zip(names, columns, strict=True)
        if column.dtype.kind in _NUMERIC
    }


def _numeric(columns):
    return [column for column in columns if column.dtype.kind in _NUMERIC]


def _nonfinite(column):
    """(features,) of all examples, a part of them at a time."""
    rows = column.reshape(-1, _features(column))
    if column.dtype.kind != "f":
        return np.zeros(rows.shape[1])
    starts = range(0, len(rows), _CHUNK)
    return sum(np.sum(~np.isfinite(rows[i : i + _CHUNK]), axis=0) for i in starts)


def _together(parts):
    """Rows (values, features) of all batches; time steps may differ in number."""
    return np.concatenate([part.reshape(-1, _features(part)) for part in parts])


def _features(array):
    return array.shape[-1] if array.ndim > 1 else 1


def unit_statistics(rows, whole=False):
    """Statistic -> (features,) of (values, features)."""
    rows = rows.astype("float64")
    finite = np.isfinite(rows)
    found = {
        "mean": rows.mean(axis=0),
        "std": rows.std(axis=0),
        "minimum": rows.min(axis=0),
        "maximum": rows.max(axis=0),
        "zeros": np.mean(rows == 0, axis=0),
        "flat": np.zeros(rows.shape[1]),
        "nonfinite": np.sum(~finite, axis=0),
        "count": len(rows),
    }
    if whole:
        sums = rows.sum(axis=-1)
        found["whole"] = float(np.mean(rows == np.round(rows)))
        found["row_sum_minimum"] = float(sums.min())
        found["row_sum_maximum"] = float(sums.max())
    return found
