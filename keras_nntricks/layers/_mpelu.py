import keras
import numpy as np
from keras import constraints, initializers, regularizers

from keras_nntricks import kernels
from keras_nntricks.layers._exponential_weights import add_shape_weight, start_of
from keras_nntricks.layers._shared_axes import as_shared_axes, input_spec


@keras.saving.register_keras_serializable(package="keras_nntricks")
class MPELU(keras.layers.Layer):
    """A unit between ReLU, leaky ReLU and ELU that learns which it is.

        y = x                               for x > 0
        y = alpha * (exp(beta * x) - 1)     for x <= 0

    alpha = beta = 1 is ELU, alpha = 0 is ReLU; with a small beta and a given product
    alpha * beta it is a leaky ReLU of that slope. The derivative at 0 is alpha * beta,
    that of the lower branch, on every backend.

    The kernel before it starts with the right variance by Taylor initialization,
    2 / (fan_in * (1 + alpha^2 beta^2)): `initializers.MSRA(slope=alpha * beta)`.

    The authors multiply the learning rate of both weights by 5 and their weight decay
    by 5 or 10. Keras has no learning rate per weight; a penalty can be given here.

    Args:
        alpha_initializer: start of alpha. Defaults to None, which is 0.25.
        beta_initializer: start of beta. Defaults to None, which is 1.
        alpha_regularizer: penalty on alpha, or None.
        beta_regularizer: penalty on beta, or None.
        alpha_constraint: constraint on alpha, or None.
        beta_constraint: constraint on beta. Defaults to `"non_neg"`: below zero beta
            would turn the limit into an exponential growth.
        shared_axes: axes along which the weights are shared; 0 is the batch. Defaults
            to None, which shares all axes but the last: two weights per channel, and
            sizes between batch and channels may be unknown. For `channels_first`
            images use `[2, 3]`, for one pair per layer all axes.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor, (batch, ..., channels).

    Returns:
        Tensor of the same shape and dtype. A mask passes.

    Raises:
        ValueError: if `shared_axes` is not valid; when the layer is built, if it does
            not fit the input.

    Adds: 2 * channels weights.

    Differs from the paper: beta is kept from becoming negative.

    Example:
    >>> from keras_nntricks import initializers, layers
    >>> taylor = initializers.MSRA(slope=0.25)
    >>> dense = keras.layers.Dense(8, kernel_initializer=taylor)
    >>> layer = layers.MPELU()
    >>> y = layer(np.array([[-100.0, 0.0, 3.0]]))
    >>> keras.ops.convert_to_numpy(y).tolist()
    [[-0.25, 0.0, 3.0]]

    Reference: Li et al., 2018, https://arxiv.org/abs/1606.00305; the authors' code:
    https://github.com/Coldmooon/Code-for-MPELU.
    """

    def __init__(
        self,
        alpha_initializer=None,
        beta_initializer=None,
        alpha_regularizer=None,
        beta_regularizer=None,
        alpha_constraint=None,
        beta_constraint="non_neg",
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.beta_initializer = initializers.get(beta_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        self.beta_constraint = constraints.get(beta_constraint)
        self.shared_axes = as_shared_axes(shared_axes)
        self.supports_masking = True

    def build(self, input_shape):
        alpha, beta = self._starts()
        self.alpha = add_shape_weight(
            *(self, "alpha", input_shape),
            *(alpha, self.alpha_regularizer, self.alpha_constraint),
        )
        self.beta = add_shape_weight(
            *(self, "beta", input_shape),
            *(beta, self.beta_regularizer, self.beta_constraint),
        )
        self.input_spec = input_spec(input_shape, self.shared_axes)

    def _starts(self):
        alpha = self.alpha_initializer or initializers.Constant(0.25)
        return alpha, self.beta_initializer or initializers.Constant(1.0)

    def call(self, inputs):
        return kernels.elu(inputs, slope=1.0, depth=self.alpha, rate=self.beta)

    def initial_activation(self):
        """Returns the function that `activations.gain` is to look at."""
        alpha, beta = (start_of(start) for start in self._starts())

        def mpelu(x):
            lower = alpha * np.expm1(beta * np.minimum(x, 0.0))
            return np.where(x > 0, x, lower)

        return mpelu

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "shared_axes": self.shared_axes,
        }
