"""Batch normalization by the batch itself: one kernel of the backend, or keras.ops."""

import keras
from keras import ops


def batch_norm(inputs, gamma, beta, axis, epsilon):
    """Normalizes each channel by its own mean and variance.

        y = gamma * (x - mean) / sqrt(variance + epsilon) + beta

    The kernels of torch and TensorFlow add values one by one, in float32 on a CPU: give
    them inputs near zero.

    Args:
        inputs: float32 or float64 tensor of rank 2 or more.
        gamma: vector over the channels, of the dtype of the inputs, or None.
        beta: the same.
        axis: int >= 0, the channel axis.
        epsilon: number >= 0.

    Returns:
        Outputs, mean, and the variance divided by the number of values. No gradient
        flows through mean and variance.

    Example:
    >>> from keras import ops
    >>> y, mean, variance = batch_norm(ops.array([[1.0], [3.0]]), None, None, 1, 1e-3)
    >>> ops.convert_to_numpy(mean).tolist(), ops.convert_to_numpy(variance).tolist()
    ([2.0], [1.0])
    """
    run = fused_kernel(inputs, axis, epsilon) or composed_batch_norm
    return run(inputs, gamma, beta, axis, epsilon)


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
    """The same by `keras.ops`."""
    axes = tuple(i for i in range(len(inputs.shape)) if i != axis)
    mean = ops.mean(inputs, axes)
    square = ops.mean(ops.square(inputs), axes)
    variance = ops.maximum(square - ops.square(mean), 0)
    outputs = ops.batch_normalization(
        inputs, mean, variance, axis, offset=beta, scale=gamma, epsilon=epsilon
    )
    return outputs, ops.stop_gradient(mean), ops.stop_gradient(variance)
