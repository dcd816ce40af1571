import math
import numbers

import keras
from keras import constraints, initializers, ops, regularizers

from keras_nntricks._arguments import is_number, require
from keras_nntricks._saved_activation import loaded_activation, saved_activation
from keras_nntricks.activations import centered_gain
from keras_nntricks.layers._kernel_axes import fan_in
from keras_nntricks.layers._reparametrized import Reparametrized


@keras.saving.register_keras_serializable(package="keras_nntricks")
class WeightStandardization(Reparametrized):
    """Gives the weights behind each output mean 0 and variance 1.

        kernel = (v - mean(v)) / sqrt(var(v) + epsilon)

    v is the kernel's variable of the wrapped layer; mean and variance (divided by n,
    not n - 1) are over all weights of one output. The output grows with the square
    root of their number, so a normalization layer has to follow.

    With `scaled=True` none has to: the kernel is multiplied by

        gain * gamma / sqrt(fan_in),    gamma = 1 / sqrt(Var f(z)),  z ~ N(0, 1)

    where f is the activation that the inputs come out of and gain is learned, one per
    output. Then the variance of the signal stays 1 from layer to layer.

    A penalty on the layer's `kernel` acts on v, whose mean and length do not change the
    output.

    Args:
        layer: the layer to wrap: Dense, EinsumDense, MaxoutDense, a convolution, plain,
            depthwise or transposed; any other layer with one weight `kernel` needs
            `axis`.
        axis: int, list of int or None. The axes of the kernel that number the outputs.
            None takes those of the layer's kind. Defaults to None.
        epsilon: number > 0. Added to the variance, so a v much smaller than its root
            is shrunk. Defaults to 1e-6.
        scaled: bool. Whether the kernel is scaled by gain * gamma / sqrt(fan_in).
            Defaults to False.
        input_activation: the activation that the inputs come out of, for gamma, as
            `activations.centered_gain` takes it; or gamma itself, a number > 0. None
            stands for no activation, where gamma is 1. It is not applied. Defaults to
            None.
        gain_initializer: start of gain. Defaults to `"ones"`.
        gain_regularizer: penalty on gain, or None.
        gain_constraint: constraint on gain, or None.
        **kwargs: `name`, `dtype`, `trainable`. `dtype` is that of the layer as well.

    Call arguments:
        inputs: what the layer takes.

    Returns:
        What the layer returns. Masks pass as through the layer.

    Raises:
        ValueError: if `layer` has no single weight `kernel`, as recurrent and separable
            layers, an output has a single weight, or an argument is not valid.

    Adds: one weight per output if `scaled`, else none.
    Differs from the paper: epsilon stands under the root, as in most
    implementations; the authors' code adds 1e-5 to the root, and in one of its two
    versions divides the variance by n - 1.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.WeightStandardization(keras.layers.Conv2D(2, 3))
    >>> tuple(layer(np.ones((1, 8, 8, 4))).shape)
    (1, 6, 6, 2)
    >>> kernel = keras.ops.convert_to_numpy(layer.kernel)
    >>> [round(abs(float(kernel[..., i].mean())), 4) for i in (0, 1)]
    [0.0, 0.0]
    >>> [round(float(kernel[..., i].std()), 2) for i in (0, 1)]
    [1.0, 1.0]

    Reference: Qiao et al., 2019, https://arxiv.org/abs/1903.10520; scaled: Brock et
    al., 2021, https://arxiv.org/abs/2101.08692, "Scaled Weight Standardization".
    """

    def __init__(
        self,
        layer,
        axis=None,
        epsilon=1e-6,
        scaled=False,
        input_activation=None,
        gain_initializer="ones",
        gain_regularizer=None,
        gain_constraint=None,
        **kwargs,
    ):
        super().__init__(layer, axis, **kwargs)
        positive = is_number(epsilon) and epsilon > 0
        require(positive, "epsilon", "a positive number", epsilon)
        require(isinstance(scaled, bool), "scaled", "True or False", scaled)
        used = scaled or input_activation is None
        rule = "None unless scaled=True"
        require(used, "input_activation", rule, input_activation)
        input_activation = loaded_activation(input_activation)
        self.epsilon = float(epsilon)
        self.scaled = scaled
        self.input_activation = input_activation
        self._gamma = _gamma_of(input_activation) if scaled else 1.0
        self.gain_initializer = initializers.get(gain_initializer)
        self.gain_regularizer = regularizers.get(gain_regularizer)
        self.gain_constraint = constraints.get(gain_constraint)

    def build_weights(self, shape):
        self._fan_in = fan_in(self.layer, shape, self._outputs)
        several = math.prod(shape[axis] for axis in self._summed) > 1
        rule = "a layer with two or more weights per output"
        require(several, "layer", rule, self.layer)
        self.gain = self._add_gain(shape) if self.scaled else None

    def _add_gain(self, shape):
        return self.add_output_weight(
            "gain",
            shape,
            initializer=self.gain_initializer,
            regularizer=self.gain_regularizer,
            constraint=self.gain_constraint,
        )

    def effective_kernel(self, value):
        """The kernel for a value of v."""
        centered = value - ops.mean(value, axis=self._summed, keepdims=True)
        variance = ops.mean(ops.square(centered), axis=self._summed, keepdims=True)
        factor = ops.rsqrt(variance + self.epsilon)
        if self.scaled:
            gain = self.along_outputs(self.gain, value)
            factor = factor * gain * (self._gamma / math.sqrt(self._fan_in))
        return centered * factor

    def get_config(self):
        return {
            **super().get_config(),
            "epsilon": self.epsilon,
            "scaled": self.scaled,
            "input_activation": saved_activation(self.input_activation, self._gamma),
            "gain_initializer": initializers.serialize(self.gain_initializer),
            "gain_regularizer": regularizers.serialize(self.gain_regularizer),
            "gain_constraint": constraints.serialize(self.gain_constraint),
        }


def _gamma_of(activation):
    number = isinstance(activation, numbers.Real)
    positive = number and is_number(activation) and activation > 0
    given = activation is None or isinstance(activation, str) or callable(activation)
    rule = "an activation, its name, a positive number or None"
    require(positive or given, "input_activation", rule, activation)
    return float(activation) if number else centered_gain(activation)
