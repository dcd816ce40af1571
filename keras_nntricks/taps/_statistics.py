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

# In variances. The mean square minus the squared mean rounds by so much more.
_LARGEST_SQUARED_MEAN = 100.0
_RELU = (0.0, None)


def exactly(values, is_plain, quick, exact):
    """Of two functions the one that is right for all values."""
    return exact()


def unit_statistics(values, axis=-1, sides=(None, None), either=exactly):
    """(8, units): UNIT_ROWS of each unit; a unit is an index along `axis`.

    `either(values, is_plain, quick, exact)` calls one of two functions, which agree
    where `is_plain`, a scalar on the device, is true.
    """
    values = ops.cast(values, "float32")
    others = _others(values, axis)
    mean = ops.mean(values, axis=others)
    squares = ops.mean(ops.square(values), axis=others)
    low, high = ops.min(values, axis=others), ops.max(values, axis=others)
    variance = squares - ops.square(mean)
    # False too where a value is not finite.
    is_plain = ops.all(ops.square(mean) <= _LARGEST_SQUARED_MEAN * variance)
    if sides == _RELU:
        is_plain = ops.logical_and(is_plain, ops.all(low >= 0.0))
    std, zeros, flat, bad = either(
        values,
        is_plain,
        lambda: [ops.sqrt(variance), *_plain_shares(values, sides, others)],
        lambda: _looked_at(values, axis, mean, sides, others),
    )
    count = _counts(values, mean, others)
    return ops.stack([mean, std, low, high, zeros, flat, bad, count])


def unit_ends(values, axis=-1):
    """(8, units): as `unit_statistics`, but NaN where it is no end and no count."""
    values = ops.cast(values, "float32")
    others = _others(values, axis)
    low, high = ops.min(values, axis=others), ops.max(values, axis=others)
    unknown = ops.full_like(low, float("nan"))
    known = {"minimum": low, "maximum": high, "count": _counts(values, low, others)}
    return ops.stack([known.get(row, unknown) for row in UNIT_ROWS])


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


def _others(values, axis):
    size = len(values.shape)
    return tuple(i for i in range(size) if i != axis % size)


def _looked_at(values, axis, mean, sides, others):
    """The std, and the shares by looking at each value."""
    shape = [1] * len(values.shape)
    shape[axis] = -1
    scatter = ops.square(values - ops.reshape(mean, shape))
    zeros = _share(ops.equal(values, 0.0), others)
    bad = ops.sum(ops.cast(~ops.isfinite(values), "float32"), axis=others)
    flat = _flat_share(values, sides, others)
    return [ops.sqrt(ops.mean(scatter, axis=others)), zeros, flat, bad]


def _plain_shares(values, sides, others):
    """The shares of finite values; a sum of signs is cheaper than comparisons."""
    signs = ops.sign(values)
    if sides != _RELU:
        signs = ops.abs(signs)
    zeros = 1.0 - ops.sum(signs, axis=others) / _size(values, others)
    flat = zeros if sides == _RELU else _flat_share(values, sides, others)
    return [zeros, flat, ops.zeros_like(zeros)]


def _flat_share(values, sides, axes):
    below, above = sides
    if below is None and above is None:
        return ops.zeros_like(ops.max(values, axis=axes))
    flat = [] if below is None else [values <= below]
    flat += [] if above is None else [values >= above]
    return _share(functools.reduce(operator.or_, flat), axes)


def _share(condition, axes):
    return ops.mean(ops.cast(condition, "float32"), axis=axes)


def _counts(values, like, others):
    return ops.zeros_like(like) + _size(values, others)


def _size(values, others):
    """The number of values of a unit, a scalar or a number."""
    sizes = [ops.shape(values)[i] for i in others]
    factors = [ops.cast(size, "float32") for size in sizes]
    return functools.reduce(operator.mul, factors, ops.ones(()))
