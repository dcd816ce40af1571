"""Batch normalization by the batch itself: one kernel of the backend, or keras.ops."""

import math

import keras
from keras import ops

SAMPLES = 64


def batch_norm(inputs, gamma, beta, axis, epsilon):
    """Normalizes along all axes but `axis`, which is not negative.

    `gamma` and `beta` may be None. The inputs are float32 or float64.

    Returns: outputs, mean, variance. The variance is that of the batch, divided by
    the number of values. No gradient flows through mean and variance.
    """
    axes = other_axes(inputs, axis)
    centred, shift = centre(inputs, axes)
    kernel = fused_kernel(centred, axis, epsilon) or composed_batch_norm
    outputs, mean, variance = kernel(centred, gamma, beta, axis, epsilon)
    return outputs, ops.reshape(shift, (-1,)) + mean, variance


def fused_kernel(inputs, axis, epsilon):
    """The kernel of the backend that takes these inputs, or None."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        from keras_nntricks.kernels import _batch_norm_tensorflow as kernel
    elif backend == "torch":
        from keras_nntricks.kernels import _batch_norm_torch as kernel
    else:
        return None
    return kernel.batch_norm if kernel.takes(inputs, axis, epsilon) else None


def composed_batch_norm(inputs, gamma, beta, axis, epsilon):
    """The same by `keras.ops`. The inputs are centred roughly."""
    axes = other_axes(inputs, axis)
    mean, variance = moments(inputs, axes, count_values(inputs, axes))
    gamma, beta = along(gamma, axis, inputs), along(beta, axis, inputs)
    outputs = normalize(inputs, mean, variance, gamma, beta, epsilon)
    statistics = [ops.reshape(ops.stop_gradient(v), (-1,)) for v in (mean, variance)]
    return outputs, *statistics


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
