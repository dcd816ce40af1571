"""Reductions of a tensor to a few numbers, on the device, in float32."""

import functools
import operator

from keras import ops

UNIT_ROWS = (
    *("mean", "std", "minimum", "maximum", "zeros", "flat", "nonfinite"),
    "count",
)
TOTAL_ROWS = ("whole", "row_sum_minimum", "row_sum_maximum")
BINS = 32


def unit_statistics(values, axis=-1, sides=(None, None)):
    """(8, units): UNIT_ROWS of each unit; a unit is an index along `axis`."""
    values = ops.cast(values, "float32")
    axis = axis % len(values.shape)
    others = tuple(i for i in range(len(values.shape)) if i != axis)
    mean = ops.mean(values, axis=others, keepdims=True)
    rows = [
        ops.reshape(mean, (-1,)),
        ops.sqrt(ops.mean(ops.square(values - mean), axis=others)),
        ops.min(values, axis=others),
        ops.max(values, axis=others),
        _share(ops.equal(values, 0.0), others),
        _flat_share(values, sides, others),
        ops.sum(ops.cast(~ops.isfinite(values), "float32"), axis=others),
    ]
    count = _product([ops.shape(values)[i] for i in others])
    return ops.stack([*rows, ops.zeros_like(rows[0]) + count])


def total_statistics(values):
    """(3,): TOTAL_ROWS of a tensor whose rows lie along the last axis."""
    values = ops.cast(values, "float32")
    whole = ops.mean(ops.cast(ops.equal(values, ops.round(values)), "float32"))
    sums = values if len(values.shape) < 2 else ops.sum(values, axis=-1)
    return ops.stack([whole, ops.min(sums), ops.max(sums)])


def histogram(values):
    """(34,): counts in 32 bins of equal width, then the smallest and the largest.

    Values that are not finite are left out; equal values fall into the middle bin.
    """
    values = ops.reshape(ops.cast(values, "float32"), (-1,))
    finite = ops.isfinite(values)
    low = ops.min(ops.where(finite, values, float("inf")))
    high = ops.max(ops.where(finite, values, float("-inf")))
    width = high - low
    place = ops.where(finite & (width > 0), (values - low) / width, 0.5)
    index = ops.cast(ops.clip(place * BINS, 0, BINS - 1), "int32")
    counts = ops.segment_sum(ops.cast(finite, "float32"), index, num_segments=BINS)
    return ops.concatenate([counts, ops.stack([low, high])])


def norm(values):
    """The Euclidean norm, a scalar."""
    return ops.sqrt(ops.sum(ops.square(ops.cast(values, "float32"))))


def _flat_share(values, sides, axes):
    below, above = sides
    flat = ops.zeros_like(values, dtype="bool")
    if below is not None:
        flat = flat | (values <= below)
    if above is not None:
        flat = flat | (values >= above)
    return _share(flat, axes)


def _share(condition, axes):
    return ops.mean(ops.cast(condition, "float32"), axis=axes)


def _product(sizes):
    factors = [ops.cast(size, "float32") for size in sizes]
    return functools.reduce(operator.mul, factors, ops.ones(()))
