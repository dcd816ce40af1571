import functools

import keras

from keras_nntricks import activations
from keras_nntricks._arguments import is_number, require


@keras.saving.register_keras_serializable(package="keras_nntricks")
class CELU(keras.layers.Layer):
    """Bends into an exponential below zero, without a kink for any `alpha`.

        y = x                                for x > 0
        y = alpha * (exp(x / alpha) - 1)     for x <= 0

    The derivative at 0 is 1 for every `alpha`. Equals `activations.celu`; to learn the
    bend, see `PELU`.

    Args:
        alpha: number > 0. The negative of the limit far below zero. Defaults to 1.0,
            which is ELU.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor of any shape.

    Returns:
        Tensor of the same shape and dtype. A mask passes.

    Raises:
        ValueError: if `alpha` is not a positive finite number.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> y = layers.CELU(alpha=0.5)(np.array([[-100.0, 0.0, 2.0]]))
    >>> keras.ops.convert_to_numpy(y).tolist()
    [[-0.5, 0.0, 2.0]]

    Reference: Barron, 2017, https://arxiv.org/abs/1704.07483.
    """

    def __init__(self, alpha=1.0, **kwargs):
        super().__init__(**kwargs)
        valid = is_number(alpha) and alpha > 0
        require(valid, "alpha", "a positive finite number", alpha)
        self.alpha = float(alpha)
        self.supports_masking = True

    def call(self, inputs):
        return activations.celu(inputs, self.alpha)

    def initial_activation(self):
        """Returns the function that `activations.gain` is to look at."""
        return functools.partial(activations.celu, alpha=self.alpha)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "alpha": self.alpha}
