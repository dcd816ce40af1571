"""Count, mean and variance of a batch, of parts of it, and of parts put together."""

import dataclasses
from typing import Any

from keras import ops

from keras_nntricks._arguments import require
from keras_nntricks.kernels import sum_over_replicas
from keras_nntricks.layers._centred_moments import centre, count_values, moments


@dataclasses.dataclass(frozen=True)
class Statistics:
    """Mean and variance of `count` values; a part of the batch per first index."""

    count: Any
    mean: Any
    variance: Any


def measure(inputs, axes, weights):
    """Returns centred inputs, the shift, and statistics of the centred along `axes`.

    They keep the axes, at size 1. `weights` broadcasts to the inputs, is 1
    where they count and 0 where not, and may be None.
    """
    if weights is None:
        centred, shift = centre(inputs, axes)
        count, counted = count_values(inputs, axes), centred
    else:
        count = _count(inputs, axes, weights)
        shift = _masked_mean(inputs, axes, weights, count)
        centred = inputs - shift
        counted = ops.where(weights > 0, centred, 0.0)
    mean, variance = moments(counted, axes, count)
    return centred, shift, Statistics(count, mean, variance)


def _count(inputs, axes, weights):
    sizes = [n if i in axes else 1 for i, n in enumerate(ops.shape(inputs))]
    sizes[0] = ops.shape(inputs)[0]
    return ops.sum(ops.broadcast_to(weights, sizes), axes, keepdims=True)


def _masked_mean(inputs, axes, weights, count):
    """Rough where the values are large, which is enough for a shift."""
    total = ops.sum(ops.where(weights > 0, inputs, 0.0), axes, keepdims=True)
    return ops.stop_gradient(total / ops.maximum(count, 1))


def mask_weights(mask, inputs, axis):
    """The mask as numbers that broadcast to the inputs, or None.

    Its axes are the first axes of the inputs, the channel axis left out.
    """
    if mask is None:
        return None
    covered = [i for i in range(len(inputs.shape)) if i != axis][: len(mask.shape)]
    rule = f"of lower rank than the inputs, which are of shape {tuple(inputs.shape)}"
    require(len(covered) == len(mask.shape), "mask", rule, tuple(mask.shape))
    sizes = iter(ops.shape(mask))
    shape = [next(sizes) if i in covered else 1 for i in range(len(inputs.shape))]
    return ops.cast(ops.reshape(mask, shape), inputs.dtype)


def merge_parts(parts):
    """The statistics of all parts together, along the first axis."""
    counts = [_count_of_each(part) for part in parts]
    columns = (counts, [p.mean for p in parts], [p.variance for p in parts])
    whole = Statistics(*(ops.concatenate(column, axis=0) for column in columns))
    return _merge(whole, lambda values: [ops.sum(v, axis=0) for v in values])


def _count_of_each(part):
    return ops.ones_like(part.mean) * ops.cast(part.count, part.mean.dtype)


def merge_replicas(statistics):
    """The statistics of the whole batch, from those of its parts on each replica."""
    return _merge(statistics, sum_over_replicas)


def _merge(parts, add):
    """Not from sums of squares, which would lose the variance of large values."""
    parts_count = ops.cast(parts.count, parts.mean.dtype)
    count, total = add([parts_count, parts_count * parts.mean])
    divisor = ops.maximum(count, 1)
    mean = total / divisor
    within = parts.variance + ops.square(parts.mean - mean)
    (squares,) = add([parts_count * within])
    return Statistics(count, mean, squares / divisor)


def as_vectors(statistics, count):
    """Mean and variance over the channels, and one number as count if none is given."""
    values = (statistics.count, statistics.mean, statistics.variance)
    numbers, mean, variance = (
        ops.reshape(ops.stop_gradient(ops.convert_to_tensor(v)), (-1,)) for v in values
    )
    return Statistics(numbers[0] if count is None else count, mean, variance)
