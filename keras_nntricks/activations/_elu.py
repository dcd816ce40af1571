"""The exponential linear unit."""

import keras

from keras_nntricks import kernels
from keras_nntricks._arguments import is_number, require


@keras.saving.register_keras_serializable(package="keras_nntricks")
def elu(x, alpha=1.0):
    """Bends into an exponential below zero, exact at every distance from it.

        f(x) = x                        for x > 0
        f(x) = alpha * (exp(x) - 1)     for x <= 0

    The derivative at 0 is `alpha`, that of the lower branch, on every backend.
    float16 and bfloat16 are computed in float32.

    Args:
        x: float tensor.
        alpha: number >= 0. The negative of the limit far below zero; with 0 the
            function is ReLU. Defaults to 1.0, the one value without a kink at 0.

    Returns:
        Tensor of the shape and dtype of `x`.

    Raises:
        ValueError: if `alpha` is negative or no finite number.

    Differs from Keras 3.15.1: on TensorFlow `keras.activations.elu` loses small
    negative numbers, f(-1e-8) = 0 there and f(-1e-5) is off by 0.14 %.

    Example:
    >>> from keras_nntricks import activations
    >>> x = keras.ops.array([-1e-8, 0.0, 2.0])
    >>> [round(float(y), 10) for y in activations.elu(x)]
    [-1e-08, 0.0, 2.0]
    >>> layer = keras.layers.Dense(3, activation=activations.elu)

    Reference: Clevert et al., 2016, https://arxiv.org/abs/1511.07289, section 3.
    """
    valid = is_number(alpha) and alpha >= 0
    require(valid, "alpha", "a finite number >= 0", alpha)
    return kernels.elu(x, slope=1.0, depth=float(alpha))
