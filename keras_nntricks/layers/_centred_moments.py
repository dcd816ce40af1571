"""Mean and variance of values that may lie far from zero."""

import math

from keras import ops

SAMPLES = 64
# Between samples along an axis whose size is unknown.
STRIDE = 8


def centre(inputs, axes):
    """Returns `inputs - shift` and the shift, the mean of some values along `axes`.

    Sums of large values lose the small differences between them, in the kernels of
    TensorFlow and torch too. The mean of k of n values may lie sqrt(n / k) standard
    deviations off, but only if outliers are where they are taken and nowhere else, so
    they are spread over all axes.
    """
    sample = ops.stop_gradient(inputs)[_spread(ops.shape(inputs), axes)]
    count = at_least_one(count_values(sample, axes), inputs.dtype)
    shift = ops.sum(sample, axes, keepdims=True) / count
    return inputs - shift, shift


def _spread(shape, axes):
    """Slices with steps, which take up to `SAMPLES` values along `axes`."""
    slices, left = [slice(None)] * len(shape), SAMPLES
    # Unknown sizes last, as large ones. A small axis leaves its share to the others.
    rising = sorted(axes, key=lambda axis: _known_size(shape[axis]))
    for others, axis in zip(range(len(axes), 0, -1), rising, strict=True):
        share = max(round(left ** (1 / others)), 1)
        slices[axis] = _every(shape[axis], share)
        left //= max(min(share, _known_size(shape[axis])), 1)
    return tuple(slices)


def _known_size(size):
    return size if isinstance(size, int) else math.inf


def _every(size, share):
    """Up to `share` indices out of `size`, none of them at an end if it is large."""
    if not isinstance(size, int):
        return slice(0, share * STRIDE, STRIDE)
    step = max(-(-size // share), 1)
    return slice(step // 2, None, step)


def moments(centred, axes, count):
    """Mean and variance of values that are centred roughly, and 0 where masked."""
    count = at_least_one(count, centred.dtype)
    mean = ops.sum(centred, axes, keepdims=True) / count
    square = ops.sum(ops.square(centred), axes, keepdims=True) / count
    return mean, ops.maximum(square - ops.square(mean), 0)


def normalize(inputs, mean, variance, gamma, beta, epsilon):
    """Statistics, `gamma` and `beta` (or None) must broadcast to the inputs."""
    scale = ops.rsqrt(variance + epsilon)
    scale = scale if gamma is None else scale * gamma
    offset = -mean * scale if beta is None else beta - mean * scale
    return inputs * scale + offset


def other_axes(inputs, axis):
    """All axes but one."""
    return tuple(i for i in range(len(inputs.shape)) if i != axis)


def along(vector, axis, inputs):
    """The vector in a shape that broadcasts along one axis; None stays None."""
    if vector is None:
        return None
    return ops.reshape(vector, [-1 if i == axis else 1 for i in range(inputs.ndim)])


def count_values(inputs, axes):
    """How many values lie along `axes`: an int, or a tensor where unknown."""
    shape = ops.shape(inputs)
    return math.prod(shape[axis] for axis in axes)


def at_least_one(count, dtype):
    """The count as a divisor."""
    if isinstance(count, int):
        return max(count, 1)
    return ops.maximum(ops.cast(count, dtype), 1)
