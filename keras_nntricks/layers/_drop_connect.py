import math

import keras
import numpy as np
from keras import ops

from keras_nntricks._arguments import is_number, require, require_count
from keras_nntricks._precise_dtype import precise_dtype
from keras_nntricks.layers._linear_maps import per_example, shared
from keras_nntricks.layers._normal_strata import normal_strata
from keras_nntricks.layers._one_policy import give_policy
from keras_nntricks.layers._seeds import checked_seed

_LAYERS = (
    keras.layers.Dense,
    keras.layers.Conv1D,
    keras.layers.Conv2D,
    keras.layers.Conv3D,
)
_INFERENCES = ("mean", "moments")


@keras.saving.register_keras_serializable(package="keras_nntricks")
class DropConnect(keras.layers.Wrapper):
    """Drops single weights of a dense or convolutional layer, anew for each example.

    While training, with activation a and a mask M of zeros (with probability `rate`)
    and ones for each example, each weight and each bias:

        y = a((M * W) x / (1 - rate) + (m * b) / (1 - rate))

    Outside training `inference="mean"` uses W and b as they are, which is exact for a
    linear activation. `"moments"` is the paper's: before the activation an output is
    nearly normal, with

        mean = W x + b,    variance = rate / (1 - rate) * (W^2 x^2 + b^2)

    and the result is the mean of a(u) over `num_samples` values u.

    A mask for each example needs at least batch times the memory of the kernel, and a
    convolution also kernel size times that of its input. Wrap the last, small layers.

    Args:
        layer: `keras.layers.Dense`, `Conv1D`, `Conv2D` or `Conv3D`.
        rate: number in [0, 1), the probability that a weight is dropped; 1 - p in the
            paper.
        inference: `"mean"`, the default, or `"moments"`.
        drop_bias: bool. Whether biases are dropped too, as in the paper. Defaults to
            True.
        num_samples: int >= 1. Samples of `"moments"` (Z in the paper). Defaults to 32.
        seed: int in [0, 2**32) or None, the default.
        **kwargs: `name`, `dtype`, `trainable`. Without `dtype` the layer's is taken.

    Call arguments:
        inputs: what the layer takes. An example is an entry along the first axis; its
            time steps or pixels share a mask.
        training: bool. Whether to drop.

    Returns:
        Tensor of the shape that the layer gives.

    Raises:
        ValueError: if `layer` is another one or penalises its output, or an argument
            is out of range; in a call, if a strided convolution with padding "same"
            cannot know the size of its inputs.

    Adds: no weights.
    Differs from the paper: weights are scaled while training, not outside, so that the
    layer can be taken out afterwards; the samples are stratified and fixed, so that
    predictions repeat and few samples are enough.
    Differs from EfficientNet: its `drop_connect` drops whole branches, which is
    `StochasticDepth`.

    Example:
    >>> import numpy as np
    >>> import keras
    >>> from keras_nntricks import layers
    >>> layer = layers.DropConnect(keras.layers.Dense(2), rate=0.5)
    >>> tuple(layer(np.ones((4, 3)), training=True).shape)
    (4, 2)

    Reference: Wan et al., 2013, Regularization of Neural Networks using DropConnect,
    https://proceedings.mlr.press/v28/wan13.html, algorithms 1 and 2.
    """

    def __init__(
        self,
        layer,
        rate,
        inference="mean",
        drop_bias=True,
        num_samples=32,
        seed=None,
        **kwargs,
    ):
        known = type(layer) in _LAYERS  # a subclass may compute something else
        require(known, "layer", "Dense, Conv1D, Conv2D or Conv3D", layer)
        free = layer.activity_regularizer is None
        require(free, "layer", "without activity_regularizer: give it here", layer)
        super().__init__(layer, **{"dtype": layer.dtype_policy, **kwargs})
        require(is_number(rate) and 0 <= rate < 1, "rate", "in [0, 1)", rate)
        rule = "'mean' or 'moments'"
        require(inference in _INFERENCES, "inference", rule, inference)
        require(isinstance(drop_bias, bool), "drop_bias", "True or False", drop_bias)
        require_count("num_samples", num_samples)
        self.rate = float(rate)
        self.inference = inference
        self.drop_bias = drop_bias
        self.num_samples = int(num_samples)
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.supports_masking = layer.supports_masking
        give_policy(self, layer)

    def call(self, inputs, training=False):
        if inputs.shape[0] == 0:
            # TensorFlow's convolution of an empty batch has the shape of its input.
            return ops.zeros(self.compute_output_shape(inputs.shape), inputs.dtype)
        inputs = self._channels_last(inputs)
        if training and self.rate > 0:
            return self._activated(self._dropped(inputs))
        if self.inference == "mean" or self.rate == 0:
            return self._activated(self._plain(inputs))
        return self._mean_activation(inputs)

    def _channels_last(self, inputs):
        return ops.moveaxis(inputs, 1, -1) if self._is_channels_first else inputs

    @property
    def _is_channels_first(self):
        return getattr(self.layer, "data_format", None) == "channels_first"

    def _activated(self, outputs):
        if self._is_channels_first:
            outputs = ops.moveaxis(outputs, -1, 1)
        activation = self.layer.activation
        return outputs if activation is None else activation(outputs)

    def _dropped(self, inputs):
        batch = ops.shape(inputs)[0]
        kernels = self._draw(self.layer.kernel, batch)
        outputs = per_example(self.layer, inputs, kernels)
        if not self.layer.use_bias:
            return outputs
        bias = self.layer.bias
        if self.drop_bias:
            places = [1] * (len(outputs.shape) - 2)
            bias = ops.reshape(self._draw(bias, batch), (batch, *places, bias.shape[0]))
        return ops.add(outputs, bias)

    def _draw(self, weight, batch):
        """A copy of the weight per example, with zeros where it is dropped."""
        shape = (batch, *weight.shape)
        uniform = keras.random.uniform(shape, dtype="float32", seed=self.seed_generator)
        kept = ops.cast(uniform >= self.rate, self.compute_dtype)
        return kept * (ops.convert_to_tensor(weight) / (1 - self.rate))

    def _plain(self, inputs):
        outputs = shared(self.layer, inputs, self.layer.kernel)
        return ops.add(outputs, self.layer.bias) if self.layer.use_bias else outputs

    def _mean_activation(self, inputs):
        """The mean of the activation where the outputs are normal."""
        mean, deviation = self._plain(inputs), self._deviation(inputs)
        strata = normal_strata(self.num_samples, mean.shape[-1])
        places = [1] * (len(mean.shape) - 1)
        strata = np.reshape(strata, (self.num_samples, *places, mean.shape[-1]))
        values = mean + deviation * ops.cast(strata, mean.dtype)
        outer, inner = ops.shape(values)[:2], ops.shape(values)[2:]
        # The samples join the batch, because an activation may name its axis.
        folded = self._activated(ops.reshape(values, (outer[0] * outer[1], *inner)))
        return ops.mean(ops.reshape(folded, (*outer, *ops.shape(folded)[1:])), axis=0)

    def _deviation(self, inputs):
        """The deviation that the masks give; float32, for squares are large."""
        dtype = precise_dtype(self.compute_dtype)
        squares = [ops.square(ops.cast(t, dtype)) for t in (inputs, self.layer.kernel)]
        variance = shared(self.layer, *squares)
        if self.layer.use_bias and self.drop_bias:
            variance = variance + ops.square(ops.cast(self.layer.bias, dtype))
        varies = variance > 0  # a root has no gradient at 0
        root = ops.sqrt(ops.where(varies, variance, ops.ones_like(variance)))
        scaled = root * math.sqrt(self.rate / (1 - self.rate))
        deviation = ops.where(varies, scaled, ops.zeros_like(variance))
        return ops.cast(deviation, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return self.layer.compute_output_shape(input_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "rate": self.rate,
            "inference": self.inference,
            "drop_bias": self.drop_bias,
            "num_samples": self.num_samples,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        # Keras takes the layer out of the config that it is given.
        return super().from_config(dict(config), custom_objects)
