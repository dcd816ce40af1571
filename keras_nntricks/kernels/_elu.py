"""The exponential linear units, by the kernel that the backend computes fastest."""

import keras
from keras import ops

from keras_nntricks.kernels._elu_composed import composed_elu


def elu(x, slope=None, depth=1.0, rate=1.0):
    """Computes a line above zero that bends into an exponential below it.

        y = slope * x                        for x > 0
        y = depth * (exp(rate * x) - 1)      for x <= 0

    With `slope=None` the line is `depth * rate * x`, so the derivative has no jump;
    then the branch is told by the sign of `rate * x`. At 0 the derivative is
    `depth * rate` in either case. Small negative values keep all their digits, and
    float16 and bfloat16 are computed in float32.

    Args:
        x: float tensor.
        slope: number other than 0, or None for `depth * rate`.
        depth: number, or a tensor that broadcasts against `x`. The negative of the
            limit far below zero.
        rate: number >= 0, or a tensor of such that broadcasts against `x`. With
            `slope=None` tensors hold no 0: derivatives are taken from the output.

    Returns:
        Tensor of the shape and dtype of `x`.

    Example:
    >>> from keras_nntricks import kernels
    >>> y = kernels.elu(keras.ops.array([-1e-8, 2.0]), depth=0.5, rate=2.0)
    >>> [float(value) for value in keras.ops.round(1e8 * y)]
    [-1.0, 200000000.0]
    """
    if keras.backend.is_keras_tensor(x):
        return composed_elu(x, slope, depth, rate)
    return _fastest()(ops.convert_to_tensor(x), slope, depth, rate)


def _fastest():
    backend = keras.backend.backend()
    if backend == "tensorflow":
        from keras_nntricks.kernels._elu_tensorflow import tensorflow_elu

        return tensorflow_elu
    if backend == "torch":
        from keras_nntricks.kernels._elu_torch import torch_elu

        return torch_elu
    from keras_nntricks.kernels._elu_jax import jax_elu

    return jax_elu
