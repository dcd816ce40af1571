import functools

import keras
from keras import constraints, initializers, ops, regularizers

from keras_nntricks._arguments import is_number, require
from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.layers._channel_axis import channel_axis, require_channel_axis
from keras_nntricks.layers._channel_parameter import add_channel_parameter


@keras.saving.register_keras_serializable(package="keras_nntricks")
class FilterResponseNorm(keras.layers.Layer):
    """Divides each channel of each example by the root of its mean square.

        y = gamma * x / sqrt(mean(x^2) + epsilon) + beta

    The mean is over the positions of one channel of one example: no batch, no moving
    average, the same in training and inference. Nothing is subtracted, so put a `TLU`
    behind it: its learned threshold takes the part of the mean.

    Where a channel is a single number (rank 2, or 1x1 maps) the output would be close
    to the sign of x. There epsilon is learned, as 1e-6 + |w| with w = 1e-4 at the
    start.

    Args:
        axis: int. Axis of the channels; all axes but this and the batch are averaged.
            Defaults to -1.
        epsilon: number > 0. Added to the mean square. Defaults to 1e-6.
        learn_epsilon: bool or None. Whether |w| is added to epsilon, one learned w
            for the layer. None does so if the layer is built for channels of a single
            number. Defaults to None.
        center: bool. Whether beta is added. Defaults to True.
        scale: bool. Whether gamma is multiplied. Defaults to True.
        beta_initializer: start of beta. Defaults to `"zeros"`.
        gamma_initializer: start of gamma. Defaults to `"ones"`.
        beta_regularizer: penalty on beta, or None.
        gamma_regularizer: penalty on gamma, or None.
        beta_constraint: constraint on beta, or None.
        gamma_constraint: constraint on gamma, or None.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor of rank 2 or more, (batch, ..., channels).
        mask: bool tensor (batch, steps), or None. Masked steps do not count in the
            mean, whatever stands there. Needs the channels on the last axis.

    Returns:
        Tensor of the same shape. A mask passes.

    Raises:
        ValueError: if an argument is not valid, `axis` is no axis of the input behind
            the batch, or the number of channels is unknown.

    Adds: 2 * channels weights, and 1 where epsilon is learned.
    Differs from the paper: the thresholded linear unit is the layer `TLU`, so that
    each can be used without the other.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.FilterResponseNorm()
    >>> outputs = keras.ops.convert_to_numpy(layer(np.full((1, 4, 4, 1), 5.0)))
    >>> round(float(outputs[0, 0, 0, 0]), 6)
    1.0
    >>> [weight.name for weight in layer.weights]
    ['gamma', 'beta']

    Reference: Singh and Krishnan, 2020, https://arxiv.org/abs/1911.09737, eq. 1-3.
    """

    def __init__(
        self,
        axis=-1,
        epsilon=1e-6,
        learn_epsilon=None,
        center=True,
        scale=True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        beta_regularizer=None,
        gamma_regularizer=None,
        beta_constraint=None,
        gamma_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        require_channel_axis(axis)
        positive = is_number(epsilon) and epsilon > 0
        require(positive, "epsilon", "a positive number", epsilon)
        known = learn_epsilon is None or isinstance(learn_epsilon, bool)
        require(known, "learn_epsilon", "True, False or None", learn_epsilon)
        require(isinstance(center, bool), "center", "True or False", center)
        require(isinstance(scale, bool), "scale", "True or False", scale)
        self.axis = int(axis)
        self.epsilon = float(epsilon)
        self.learn_epsilon = learn_epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.supports_masking = True

    def build(self, input_shape):
        rank, self._channels = len(input_shape), channel_axis(self.axis, input_shape)
        self._positions = self._other_axes(rank)
        channels = input_shape[self._channels]
        add = functools.partial(add_channel_parameter, self)
        self.gamma = add("gamma", channels) if self.scale else None
        self.beta = add("beta", channels) if self.center else None
        learned = self.learn_epsilon
        if learned is None:
            learned = all(input_shape[axis] == 1 for axis in self._positions)
        self.epsilon_weight = self._add_epsilon() if learned else None
        self.input_spec = keras.InputSpec(ndim=rank, axes={self._channels: channels})

    def _other_axes(self, rank):
        return tuple(axis for axis in range(1, rank) if axis != self.axis % rank)

    def _add_epsilon(self):
        return self.add_weight(
            name="epsilon_weight",
            shape=(),
            initializer=initializers.Constant(1e-4),
            autocast=False,
        )

    def call(self, inputs, mask=None):
        exact = ops.cast(inputs, precise_dtype(inputs.dtype))
        if mask is not None:
            mask = self._beside_channels(mask, exact)
            # Times a gradient of 0, infinity is not a number.
            sound = ops.logical_or(mask, ops.isfinite(exact))
            exact = ops.where(sound, exact, ops.zeros_like(exact))
        square = self._mean_square(exact, mask) + self._epsilon(exact.dtype)
        factor = ops.rsqrt(square)
        if self.scale:
            factor = factor * self._along_channels(self.gamma, exact)
        outputs = exact * factor
        if self.center:
            outputs = outputs + self._along_channels(self.beta, exact)
        return ops.cast(outputs, self.compute_dtype)

    def _mean_square(self, inputs, mask):
        if mask is None:
            return ops.mean(ops.square(inputs), axis=self._positions, keepdims=True)
        counted = ops.cast(mask, inputs.dtype) * ops.ones_like(inputs[..., :1])
        number = ops.sum(counted, axis=self._positions, keepdims=True)
        squares = ops.square(ops.where(mask, inputs, ops.zeros_like(inputs)))
        total = ops.sum(squares, axis=self._positions, keepdims=True)
        return total / ops.maximum(number, 1.0)

    def _beside_channels(self, mask, inputs):
        rank = len(inputs.shape)
        rule = "the last where a mask is given"
        require(self._channels == rank - 1, "axis", rule, self.axis)
        shape = (*ops.shape(mask), *(1 for _ in range(rank - len(mask.shape))))
        return ops.reshape(ops.cast(mask, "bool"), shape)

    def _epsilon(self, dtype):
        if self.epsilon_weight is None:
            return self.epsilon
        return self.epsilon + ops.abs(ops.cast(self.epsilon_weight, dtype))

    def _along_channels(self, vector, inputs):
        shape = [1] * len(inputs.shape)
        shape[self._channels] = -1
        return ops.reshape(ops.cast(vector, inputs.dtype), shape)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "axis": self.axis,
            "epsilon": self.epsilon,
            "learn_epsilon": self.learn_epsilon,
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }
