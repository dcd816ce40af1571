import keras
import numpy as np
from keras import initializers, ops, regularizers

from keras_nntricks import kernels
from keras_nntricks._arguments import is_number, require
from keras_nntricks.layers._at_least import AtLeast
from keras_nntricks.layers._exponential_weights import (
    add_shape_weight,
    at_least_float32,
    start_of,
)
from keras_nntricks.layers._shared_axes import as_shared_axes, input_spec


@keras.saving.register_keras_serializable(package="keras_nntricks")
class PELU(keras.layers.Layer):
    """An ELU that learns its scale and its bend and never has a kink.

        y = alpha / beta * x                for x > 0
        y = alpha * (exp(x / beta) - 1)     for x <= 0

    It is computed as alpha * ELU(x / beta). The derivative at 0 is alpha / beta from
    both sides. At its start, alpha = beta = 1, it is ELU.

    Both weights stay at or above `minimum`: after each step of the optimizer a smaller
    value is moved up to it. A constraint leaves the gradient of the weights as it is,
    which a reparametrisation would not, and lets a weight leave the limit again.

    Args:
        minimum: number > 0. Lower limit of both weights. Defaults to 0.1.
        alpha_initializer: start of alpha (a in the paper). Defaults to None, which
            is 1. It should lie above `minimum`.
        beta_initializer: start of beta (b in the paper). Defaults to None, which is 1.
        alpha_regularizer: penalty on alpha, or None.
        beta_regularizer: penalty on beta, or None.
        shared_axes: axes along which the weights are shared; 0 is the batch. Defaults
            to None, which shares all axes but the last: two weights per channel, and
            sizes between batch and channels may be unknown. For one pair per layer, as
            in the paper, name all axes: `[1, 2, 3]` for images.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor, (batch, ..., channels).

    Returns:
        Tensor of the same shape and dtype. A mask passes.

    Raises:
        ValueError: if `minimum` is not a positive finite number or `shared_axes` not
            valid; when the layer is built, if `shared_axes` does not fit the input.

    Adds: 2 * channels weights.

    Differs from the paper: two weights per channel, not per layer. The authors' code
    sets what falls to 0.1 or below back to 0.11; here it stops at `minimum`.

    Example:
    >>> from keras_nntricks import layers
    >>> layer = layers.PELU(alpha_initializer=keras.initializers.Constant(2.0))
    >>> y = layer(np.array([[-100.0, 0.0, 3.0]]))
    >>> keras.ops.convert_to_numpy(y).tolist()
    [[-2.0, 0.0, 6.0]]

    Reference: Trottier et al., 2016, https://arxiv.org/abs/1605.09332; the authors'
    code: https://github.com/ltrottier/pelu.resnet.torch.
    """

    def __init__(
        self,
        minimum=0.1,
        alpha_initializer=None,
        beta_initializer=None,
        alpha_regularizer=None,
        beta_regularizer=None,
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        valid = is_number(minimum) and minimum > 0
        require(valid, "minimum", "a positive finite number", minimum)
        self.minimum = float(minimum)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.beta_initializer = initializers.get(beta_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.shared_axes = as_shared_axes(shared_axes)
        self.supports_masking = True

    def build(self, input_shape):
        alpha, beta = self._starts()
        limit = AtLeast(self.minimum)
        self.alpha = add_shape_weight(
            *(self, "alpha", input_shape),
            *(alpha, self.alpha_regularizer, limit),
        )
        self.beta = add_shape_weight(
            *(self, "beta", input_shape),
            *(beta, self.beta_regularizer, limit),
        )
        self.input_spec = input_spec(input_shape, self.shared_axes)

    def _starts(self):
        one = initializers.Constant(1.0)
        return self.alpha_initializer or one, self.beta_initializer or one

    def call(self, inputs):
        rate = ops.reciprocal(at_least_float32(self.beta))
        return kernels.elu(inputs, slope=None, depth=self.alpha, rate=rate)

    def initial_activation(self):
        """Returns the function that `activations.gain` is to look at."""
        alpha, beta = (start_of(start) for start in self._starts())

        def pelu(x):
            lower = np.expm1(np.minimum(x, 0.0) / beta)
            return alpha * np.where(x > 0, x / beta, lower)

        return pelu

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "minimum": self.minimum,
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "shared_axes": self.shared_axes,
        }
