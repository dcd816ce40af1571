"""The maximum along an axis, with the gradient that the backend computes fastest."""

import keras
from keras import ops


def largest(x, axis):
    """Returns the maximum along an axis; equal values share the gradient equally.

    Args:
        x: tensor.
        axis: int >= 0.

    Returns:
        Tensor of the dtype of `x` without the axis. It may be empty.

    Example:
    >>> from keras_nntricks import kernels
    >>> y = kernels.largest(keras.ops.array([[1.0, 5.0, 2.0]]), 1)
    >>> keras.ops.convert_to_numpy(y).tolist()
    [5.0]
    """
    if 0 in x.shape:
        # Keras refuses the maximum of no numbers, but here the result is empty too.
        return ops.take(x, 0, axis=axis)
    if keras.backend.is_keras_tensor(x) or not keras.backend.is_float_dtype(x.dtype):
        return ops.max(x, axis)
    return _fastest()(x, axis)


def _fastest():
    backend = keras.backend.backend()
    if backend == "tensorflow":
        from keras_nntricks.kernels._largest_tensorflow import tensorflow_largest

        return tensorflow_largest
    if backend == "torch":
        from keras_nntricks.kernels._largest_torch import torch_largest

        return torch_largest
    # XLA fuses what JAX derives as well as anything written by hand.
    return ops.max
