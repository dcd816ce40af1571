import keras
from keras import constraints, initializers, ops, regularizers

from keras_nntricks._arguments import require, require_count
from keras_nntricks.activations import maxout_gain
from keras_nntricks.initializers import GainScaling
from keras_nntricks.layers._pieces import pool


@keras.saving.register_keras_serializable(package="keras_nntricks")
class MaxoutDense(keras.layers.Layer):
    """A dense layer of units that each keep the largest of several linear pieces.

        h_i = max_j (x · W_ij + b_ij),    j = 1 ... num_pieces

    The pieces share one kernel of shape (inputs, num_pieces * units) and are computed
    by one matrix product. Column j * units + i is piece j of unit i, which is the
    order of `Maxout(layout="strided")`. So the kernel's fan_in is the number of
    inputs for every initializer, and a constraint along axis 0 holds per piece.

    With `kernel_initializer=None` the kernel is drawn from a truncated normal of

        Var W = 1 / (inputs * E max(z_1, ..., z_k)^2),    z ~ N(0, 1)

    so the second moment of the signal stays the same from layer to layer whatever
    the number of pieces. All pieces come from one draw, so no two are equal.

    Args:
        units: int >= 1. Size of the output.
        num_pieces: int >= 1. Linear pieces per unit (k in the paper). One piece is
            a dense layer. Defaults to 2.
        use_bias: bool. Whether each piece has a bias. Defaults to True.
        kernel_initializer: start of the kernel. Defaults to None, which keeps the
            second moment as above. An initializer that asks the layer for the fans
            gets fan_in = inputs and fan_out = units, because one piece per unit
            passes the gradient.
        bias_initializer: start of the biases. Defaults to `"zeros"`.
        kernel_regularizer: penalty on the kernel, or None.
        bias_regularizer: penalty on the biases, or None.
        activity_regularizer: penalty on the output, or None.
        kernel_constraint: constraint on the kernel, or None.
        bias_constraint: constraint on the biases, or None.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: float tensor of rank 2 or more, (batch, ..., inputs).

    Returns:
        Tensor of shape (batch, ..., units). A mask passes.

    Raises:
        ValueError: if `units` or `num_pieces` is not a positive integer, `use_bias`
            is not a bool, or the size of the last axis is unknown.

    Adds: num_pieces * units * (inputs + 1) weights.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.MaxoutDense(16, num_pieces=3)
    >>> tuple(layer(np.ones((4, 8))).shape)
    (4, 16)
    >>> tuple(layer.kernel.shape)
    (8, 48)

    Reference: Goodfellow et al., 2013, https://arxiv.org/abs/1302.4389, section 3;
    initialization: Tseran and Montúfar, 2023, https://arxiv.org/abs/2301.06956.
    """

    def __init__(
        self,
        units,
        num_pieces=2,
        use_bias=True,
        kernel_initializer=None,
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        require_count("units", units)
        require_count("num_pieces", num_pieces)
        require(isinstance(use_bias, bool), "use_bias", "True or False", use_bias)
        self.units = int(units)
        self.num_pieces = int(num_pieces)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = keras.InputSpec(min_ndim=2)
        self.supports_masking = True

    def build(self, input_shape):
        inputs, columns = input_shape[-1], self.num_pieces * self.units
        known = inputs is not None
        require(known, "input_shape", "known along the last axis", input_shape)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(inputs, columns),
            initializer=self.kernel_initializer
            or GainScaling(maxout_gain(self.num_pieces)),
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = self._add_bias(columns) if self.use_bias else None
        self.input_spec = keras.InputSpec(min_ndim=2, axes={-1: inputs})

    def _add_bias(self, columns):
        return self.add_weight(
            name="bias",
            shape=(columns,),
            initializer=self.bias_initializer,
            regularizer=self.bias_regularizer,
            constraint=self.bias_constraint,
        )

    def weight_fans(self, name, shape):
        """Returns (fan_in, fan_out) of the kernel, for initializers that ask."""
        return (shape[0], self.units) if name == "kernel" else None

    def call(self, inputs):
        outputs = ops.matmul(inputs, self.kernel)
        if self.use_bias:
            outputs = ops.add(outputs, self.bias)
        return pool(outputs, len(outputs.shape) - 1, self.num_pieces, "strided")

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "num_pieces": self.num_pieces,
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }
