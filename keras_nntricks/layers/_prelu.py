import functools

import keras
from keras import constraints, initializers, ops, regularizers

from keras_nntricks.layers._exponential_weights import start_of
from keras_nntricks.layers._shared_axes import as_shared_axes, input_spec, weight_shape


@keras.saving.register_keras_serializable(package="keras_nntricks")
class PReLU(keras.layers.Layer):
    """A rectifier that learns its slope below zero, one for each channel.

        y = x            for x > 0
        y = alpha * x    for x <= 0

    The derivative at 0 is `alpha`, that of the lower branch, on every backend. So a
    unit that sees zeros alone still passes a gradient.

    Do not let weight decay pull the slopes to zero, which would turn them into ReLUs:
    after building, call `optimizer.exclude_from_weight_decay(var_names=["alpha"])`.

    Args:
        alpha_initializer: start of the slopes. Defaults to None, which is 0.25.
        alpha_regularizer: penalty on the slopes, or None.
        alpha_constraint: constraint on the slopes, or None.
        shared_axes: axes along which one slope is shared; 0 is the batch. Defaults to
            None, which shares all axes but the last: one slope per channel, and sizes
            between batch and channels may be unknown. For `channels_first` images use
            `[2, 3]`, for one slope per layer all axes, for one slope per element `[]`.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor, (batch, ..., channels).

    Returns:
        Tensor of the same shape and dtype. A mask passes.

    Raises:
        ValueError: if `shared_axes` holds 0 or anything but integers; when the layer
            is built, if it holds an axis that the input lacks, or if the size of an
            axis that is not shared is unknown.

    Adds: one weight per channel, or the product of the sizes not shared.

    Differs from Keras 3.15.1: the slopes start at 0.25, the paper's value, not at 0;
    by default they are per channel, not per element, so unknown sizes work; the
    derivative at 0 is `alpha`, not 0. The weight has the name, the order and the shape
    that `keras.layers.PReLU` gives it for the same `shared_axes`, so its weights load:
    those with `shared_axes=[1, 2]` on images into the default here, those with
    `shared_axes=None` into `shared_axes=[]`.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.PReLU()
    >>> keras.ops.convert_to_numpy(layer(np.array([[-2.0, 0.0, 3.0]]))).tolist()
    [[-0.5, 0.0, 3.0]]
    >>> layer = layers.PReLU()
    >>> layer.build((None, None, None, 8))
    >>> tuple(layer.alpha.shape)
    (1, 1, 8)

    Reference: He et al., 2015, https://arxiv.org/abs/1502.01852, eq. 1.
    """

    def __init__(
        self,
        alpha_initializer=None,
        alpha_regularizer=None,
        alpha_constraint=None,
        shared_axes=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        self.shared_axes = as_shared_axes(shared_axes)
        self.supports_masking = True

    def build(self, input_shape):
        self.alpha = self.add_weight(
            name="alpha",
            shape=weight_shape(input_shape, self.shared_axes),
            initializer=self._start(),
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        self.input_spec = input_spec(input_shape, self.shared_axes)

    def _start(self):
        return self.alpha_initializer or initializers.Constant(0.25)

    def call(self, inputs):
        slopes = ops.where(inputs > 0, 1.0, ops.convert_to_tensor(self.alpha))
        return inputs * slopes

    def initial_activation(self):
        """Returns the function that `activations.gain` is to look at."""
        slope = start_of(self._start())
        return functools.partial(keras.activations.leaky_relu, negative_slope=slope)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }
