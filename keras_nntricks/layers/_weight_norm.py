import keras
from keras import constraints, initializers, ops, regularizers

from keras_nntricks.layers._reparametrized import Reparametrized


@keras.saving.register_keras_serializable(package="keras_nntricks")
class WeightNorm(Reparametrized):
    """Learns the length of each output's weight vector apart from its direction.

        kernel = scale * v / ||v||

    v is the kernel's variable of the wrapped layer, the norm is over all weights of
    one output, and scale has one entry per output. With `scale_initializer=None` it
    starts at ||v||: wrapping changes nothing that the layer computes, also if it has
    been trained before. `calibration.weight_norm_init` sets scale and bias from data,
    as the paper does.

    A penalty or a norm constraint on the layer's `kernel` acts on v, whose length does
    not change the output. ||kernel|| is |scale|: give scale the penalty or the
    constraint.

    Args:
        layer: the layer to wrap: Dense, EinsumDense, MaxoutDense, a convolution, plain,
            depthwise or transposed; any other layer with one weight `kernel` needs
            `axis`. A zero weight vector stays zero: do not start the kernel with zeros.
        axis: int, list of int or None. The axes of the kernel that number the outputs.
            None takes those of the layer's kind. Defaults to None.
        scale_initializer: start of scale, or None for ||v||. Defaults to None.
        scale_regularizer: penalty on scale, or None.
        scale_constraint: constraint on scale, or None.
        **kwargs: `name`, `dtype`, `trainable`. `dtype` is that of the layer as well.

    Call arguments:
        inputs: what the layer takes.

    Returns:
        What the layer returns. Masks pass as through the layer.

    Raises:
        ValueError: if `layer` has no single weight `kernel`, as recurrent and separable
            layers, or the axes are not known or not valid.

    Adds: one weight per output.
    Differs from the paper: the start keeps the layer's own kernel; the paper's, from
    data, is `calibration.weight_norm_init`.
    Differs from TensorFlow Addons: the layer keeps its kernel, runs compiled and in
    mixed precision, and the start from data is right where ||v|| is not 1.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.WeightNorm(keras.layers.Dense(2), scale_initializer="ones")
    >>> tuple(layer(np.ones((4, 3))).shape)
    (4, 2)
    >>> kernel = keras.ops.convert_to_numpy(layer.kernel)
    >>> [round(float(np.linalg.norm(kernel[:, i])), 4) for i in (0, 1)]
    [1.0, 1.0]

    Reference: Salimans and Kingma, 2016, https://arxiv.org/abs/1602.07868, eq. 2.
    """

    def __init__(
        self,
        layer,
        axis=None,
        scale_initializer=None,
        scale_regularizer=None,
        scale_constraint=None,
        **kwargs,
    ):
        super().__init__(layer, axis, **kwargs)
        self.scale_initializer = initializers.get(scale_initializer)
        self.scale_regularizer = regularizers.get(scale_regularizer)
        self.scale_constraint = constraints.get(scale_constraint)

    def build_weights(self, shape):
        self.scale = self.add_output_weight(
            "scale",
            shape,
            initializer=self.scale_initializer or self._norm_at_start,
            regularizer=self.scale_regularizer,
            constraint=self.scale_constraint,
        )

    def _norm_at_start(self, shape, dtype=None):
        value = ops.cast(ops.convert_to_tensor(self._variable), "float32")
        norm = ops.sqrt(ops.sum(ops.square(value), axis=self._summed))
        return ops.cast(norm, dtype)

    def effective_kernel(self, value):
        """The kernel for a value of v."""
        square = ops.sum(ops.square(value), axis=self._summed, keepdims=True)
        # A zero vector gives zero, and its gradient is not NaN.
        nonzero = square > 0
        inverse = ops.rsqrt(ops.where(nonzero, square, ops.ones_like(square)))
        factor = ops.where(nonzero, inverse, ops.zeros_like(square))
        return value * (factor * self.along_outputs(self.scale, value))

    def get_config(self):
        return {
            **super().get_config(),
            "scale_initializer": initializers.serialize(self.scale_initializer),
            "scale_regularizer": regularizers.serialize(self.scale_regularizer),
            "scale_constraint": constraints.serialize(self.scale_constraint),
        }
