"""Mean and variance of values that may lie far from zero."""

import math

from keras import ops

SAMPLES = 64


def centre(inputs, axes):
    """Returns `inputs - shift` and the shift, the mean of some values along `axes`.

    Sums of large values lose the small differences between them, in the kernels of
    TensorFlow and torch too. The mean of k of n values is never further from the mean
    of all than sqrt(n / k) standard deviations, so none are lost after the shift.
    """
    some = [slice(None)] * len(inputs.shape)
    some[axes[0]] = slice(0, SAMPLES)
    for axis in axes[1:]:
        some[axis] = slice(0, 1)
    sample = ops.stop_gradient(inputs)[tuple(some)]
    count = at_least_one(count_values(sample, axes), inputs.dtype)
    shift = ops.sum(sample, axes, keepdims=True) / count
    return inputs - shift, shift


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
