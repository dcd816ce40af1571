"""What makes a convolution of Keras one of maxout units."""

import math

from keras import initializers, ops

from keras_nntricks._arguments import require, require_count
from keras_nntricks.activations import maxout_gain
from keras_nntricks.initializers import GainScaling
from keras_nntricks.layers._pieces import pool, require_layout


class MaxoutConv:
    """Goes before a convolution of Keras among the bases of a class.

    The convolution makes the pieces of all units at once, so its own `filters` counts
    them all; LoRA, saving and the checks of the other arguments are Keras's.
    """

    def __init__(
        self,
        filters,
        kernel_size,
        num_pieces=2,
        strides=1,
        padding="valid",
        data_format=None,
        dilation_rate=1,
        groups=1,
        use_bias=True,
        kernel_initializer=None,
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        activity_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        layout="strided",
        **kwargs,
    ):
        require_count("filters", filters)
        require_count("num_pieces", num_pieces)
        require_count("groups", groups)
        rule = f"a divisor of filters={filters}"
        require(filters % groups == 0, "groups", rule, groups)
        require(isinstance(use_bias, bool), "use_bias", "True or False", use_bias)
        require_layout(layout)
        given = initializers.get(kernel_initializer)
        super().__init__(
            int(filters) * int(num_pieces),
            kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            groups=int(groups),
            activation=None,
            use_bias=use_bias,
            kernel_initializer=given or GainScaling(maxout_gain(int(num_pieces))),
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )
        self.num_pieces = int(num_pieces)
        self.layout = layout

    @property
    def _channel_axis(self):
        return 1 if self.data_format == "channels_first" else self.rank + 1

    def build(self, input_shape):
        channels = input_shape[self._channel_axis]
        rule = f"known along the channel axis {self._channel_axis}"
        require(channels is not None, "input_shape", rule, input_shape)
        rule = f"a divisor of the {channels} channels of the input"
        require(channels % self.groups == 0, "groups", rule, self.groups)
        super().build(input_shape)

    def weight_fans(self, name, shape):
        """Returns (fan_in, fan_out) of the kernel, for initializers that ask."""
        if name != "kernel":
            return None
        *window, inputs, channels = shape
        per_group = channels // (self.num_pieces * self.groups)
        size = math.prod(window)
        return size * inputs, size * per_group / math.prod(self.strides)

    def call(self, inputs):
        if inputs.shape[0] == 0:
            # TensorFlow's convolution of an empty batch has the shape of its input.
            shape = self.compute_output_shape(inputs.shape)
            return ops.zeros(shape, self.compute_dtype)
        pieces = super().call(inputs)
        axis = self._channel_axis
        return pool(pieces, axis, self.num_pieces, self.layout, self.groups)

    def compute_output_shape(self, input_shape):
        shape = super().compute_output_shape(input_shape)
        axis = self._channel_axis
        units = self.filters // self.num_pieces
        return (*shape[:axis], units, *shape[axis + 1 :])

    def get_config(self):
        config = super().get_config()
        del config["activation"]
        return {
            **config,
            "filters": self.filters // self.num_pieces,
            "num_pieces": self.num_pieces,
            "layout": self.layout,
        }
