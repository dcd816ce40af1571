"""The exponential linear unit without a kink."""

import keras

from keras_nntricks import kernels
from keras_nntricks._arguments import is_number, require


@keras.saving.register_keras_serializable(package="keras_nntricks")
def celu(x, alpha=1.0):
    """Bends into an exponential below zero, without a kink for any `alpha`.

        f(x) = x                                for x > 0
        f(x) = alpha * (exp(x / alpha) - 1)     for x <= 0

    The derivative at 0 is 1 for every `alpha`. float16 and bfloat16 are computed in
    float32.

    Args:
        x: float tensor.
        alpha: number > 0. The negative of the limit far below zero. Defaults to 1.0,
            which is ELU.

    Returns:
        Tensor of the shape and dtype of `x`.

    Raises:
        ValueError: if `alpha` is not a positive finite number.

    Differs from Keras 3.15.1: on TensorFlow the derivative of
    `keras.activations.celu` at 0 is 2.

    Example:
    >>> from keras_nntricks import activations
    >>> x = keras.ops.array([-100.0, 0.0, 2.0])
    >>> [float(y) for y in activations.celu(x, alpha=0.5)]
    [-0.5, 0.0, 2.0]

    Reference: Barron, 2017, https://arxiv.org/abs/1704.07483.
    """
    valid = is_number(alpha) and alpha > 0
    require(valid, "alpha", "a positive finite number", alpha)
    return kernels.elu(x, slope=1.0, depth=float(alpha), rate=1.0 / float(alpha))
