import keras
from keras import ops

from keras_nntricks._arguments import require


@keras.saving.register_keras_serializable(package="keras_nntricks")
class Scale(keras.layers.Layer):
    """Multiplies everything by one trained number and adds another.

        y = scale * x + bias

    Both are single numbers for the whole layer. Residual networks without
    normalization need them: a bias before each weight layer and activation, a scale at
    the end of each branch (see `calibration.fixup`).

    Args:
        use_scale: bool. Whether to multiply; the factor starts at 1. Defaults to True.
        use_bias: bool. Whether to add; the summand starts at 0. Defaults to True.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor of any shape.

    Returns:
        Tensor of the same shape. A mask passes.

    Raises:
        ValueError: if a switch is not a bool, or both are off.

    Adds: 1 or 2 weights.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.Scale()
    >>> layer.build((None, 3))
    >>> layer.set_weights([np.array(2.0), np.array(0.5)])
    >>> keras.ops.convert_to_numpy(layer(np.ones((1, 3)))).tolist()
    [[2.5, 2.5, 2.5]]

    Reference: Zhang et al., 2019, https://arxiv.org/abs/1901.09321, section 3.
    """

    def __init__(self, use_scale=True, use_bias=True, **kwargs):
        super().__init__(**kwargs)
        require(isinstance(use_scale, bool), "use_scale", "True or False", use_scale)
        require(isinstance(use_bias, bool), "use_bias", "True or False", use_bias)
        rule = "True where `use_scale` is False"
        require(use_scale or use_bias, "use_bias", rule, use_bias)
        self.use_scale = use_scale
        self.use_bias = use_bias
        self.supports_masking = True

    def build(self, input_shape):
        self.scale = self.bias = None
        if self.use_scale:
            self.scale = self.add_weight(name="scale", shape=(), initializer="ones")
        if self.use_bias:
            self.bias = self.add_weight(name="bias", shape=(), initializer="zeros")

    def call(self, inputs):
        outputs = ops.multiply(inputs, self.scale) if self.use_scale else inputs
        return ops.add(outputs, self.bias) if self.use_bias else outputs

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "use_scale": self.use_scale,
            "use_bias": self.use_bias,
        }
