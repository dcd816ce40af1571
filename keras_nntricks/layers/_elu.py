import functools

import keras
from keras import constraints, initializers, regularizers

from keras_nntricks import activations, kernels
from keras_nntricks._arguments import is_number, require
from keras_nntricks.layers._exponential_weights import add_shape_weight
from keras_nntricks.layers._shared_axes import as_shared_axes, input_spec


@keras.saving.register_keras_serializable(package="keras_nntricks")
class ELU(keras.layers.Layer):
    """Bends into an exponential below zero; its depth can be learned per channel.

        y = x                        for x > 0
        y = alpha * (exp(x) - 1)     for x <= 0

    The derivative at 0 is `alpha`, that of the lower branch, on every backend.

    Args:
        alpha: number >= 0. The negative of the limit far below zero; the start of it
            where it is learned. Defaults to 1.0.
        learn_alpha: bool. Whether `alpha` is a trainable weight. Defaults to False.
        alpha_regularizer: penalty on the learned `alpha`, or None.
        alpha_constraint: constraint on the learned `alpha`, or None.
        shared_axes: axes along which one learned `alpha` is shared; 0 is the batch.
            Defaults to None, which shares all axes but the last: one per channel, and
            sizes between batch and channels may be unknown. For `channels_first`
            images use `[2, 3]`.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor, (batch, ..., channels).

    Returns:
        Tensor of the same shape and dtype. A mask passes.

    Raises:
        ValueError: if `alpha` is negative or no finite number, `learn_alpha` is not a
            bool, or one of the arguments that follow it is given without it; when the
            layer is built, if `shared_axes` does not fit the input.

    Adds: one weight per channel with `learn_alpha=True`, else none.

    Differs from Keras 3.15.1: `keras.layers.ELU` learns nothing, and on TensorFlow it
    loses small negative numbers; see `activations.elu`.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> y = layers.ELU(alpha=0.5)(np.array([[-100.0, 0.0, 2.0]]))
    >>> keras.ops.convert_to_numpy(y).tolist()
    [[-0.5, 0.0, 2.0]]
    >>> layer = layers.ELU(learn_alpha=True)
    >>> layer.build((None, None, None, 8))
    >>> layer.count_params()
    8

    Reference: Clevert et al., 2016, https://arxiv.org/abs/1511.07289, section 3.
    """

    def __init__(
        self,
        alpha=1.0,
        learn_alpha=False,
        alpha_regularizer=None,
        alpha_constraint=None,
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        valid = is_number(alpha) and alpha >= 0
        require(valid, "alpha", "a finite number >= 0", alpha)
        is_bool = isinstance(learn_alpha, bool)
        require(is_bool, "learn_alpha", "True or False", learn_alpha)
        for_weight = {
            "alpha_regularizer": alpha_regularizer,
            "alpha_constraint": alpha_constraint,
            "shared_axes": shared_axes,
        }
        for name, value in for_weight.items():
            useful = learn_alpha or value is None
            require(useful, name, "None unless `learn_alpha` is True", value)
        self.alpha = float(alpha)
        self.learn_alpha = learn_alpha
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        self.shared_axes = as_shared_axes(shared_axes)
        self.supports_masking = True

    def build(self, input_shape):
        self.learned_alpha = None
        if self.learn_alpha:
            start = initializers.Constant(self.alpha)
            roles = (start, self.alpha_regularizer, self.alpha_constraint)
            self.learned_alpha = add_shape_weight(self, "alpha", input_shape, *roles)
            self.input_spec = input_spec(input_shape, self.shared_axes)

    def call(self, inputs):
        depth = self.learned_alpha if self.learn_alpha else self.alpha
        return kernels.elu(inputs, slope=1.0, depth=depth)

    def initial_activation(self):
        """Returns the function that `activations.gain` is to look at."""
        return functools.partial(activations.elu, alpha=self.alpha)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "alpha": self.alpha,
            "learn_alpha": self.learn_alpha,
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }
