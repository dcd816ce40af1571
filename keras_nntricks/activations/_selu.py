"""The exponential linear unit that normalizes by itself."""

import keras

from keras_nntricks import kernels
from keras_nntricks.activations._smooth_curves import SELU_ALPHA, SELU_SCALE


@keras.saving.register_keras_serializable(package="keras_nntricks")
def selu(x):
    """Keeps mean 0 and variance 1 of normal inputs: ELU with two fixed constants.

        f(x) = scale * x                        for x > 0
        f(x) = scale * alpha * (exp(x) - 1)     for x <= 0

    with scale = 1.0507009874 and alpha = 1.6732632424, the solution of E f(z) = 0 and
    E f(z)^2 = 1 for z ~ N(0, 1). The derivative at 0 is that of the lower branch,
    scale * alpha = 1.7580993408, on every backend. float16 and bfloat16 are computed
    in float32.

    Args:
        x: float tensor.

    Returns:
        Tensor of the shape and dtype of `x`.

    Differs from Keras 3.15.1: on TensorFlow `keras.activations.selu` loses small
    negative numbers, f(-1e-8) = 0 there, and its derivative at 0 is 1.0507009874.

    Example:
    >>> from keras_nntricks import activations
    >>> [round(float(y), 6) for y in activations.selu(keras.ops.array([-1.0, 1.0]))]
    [-1.111331, 1.050701]

    Reference: Klambauer et al., 2017, https://arxiv.org/abs/1706.02515, eq. 2.
    """
    return kernels.elu(x, slope=SELU_SCALE, depth=SELU_SCALE * SELU_ALPHA)
