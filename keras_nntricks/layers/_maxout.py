import keras

from keras_nntricks._arguments import require, require_count
from keras_nntricks.layers._channel_axis import (
    channel_axis,
    mask_beside,
    require_channel_axis,
)
from keras_nntricks.layers._pieces import pool, require_layout


@keras.saving.register_keras_serializable(package="keras_nntricks")
class Maxout(keras.layers.Layer):
    """Keeps the largest of every `num_pieces` channels.

    Put it behind a convolution or a dense layer without activation. Of `channels`
    inputs it makes units = channels / num_pieces outputs:

        strided:     y_j = max(x_j, x_(j + units), x_(j + 2 units), ...)
        contiguous:  y_j = max(x_(j k), x_(j k + 1), ..., x_(j k + k - 1))

    The two differ in the order of the channels alone. `"strided"` is the order of
    TensorFlow Addons, so that weights trained there can be carried over, and of the
    kernel of `MaxoutDense`. `"contiguous"` is the order of Lasagne and pylearn2.

    Strided is the default because the pieces then lie on an axis before the units: most
    backends reduce that axis faster than the innermost one.

    Args:
        num_pieces: int >= 1. Channels per output (k in the formula). It must divide
            the number of channels. Defaults to 2.
        axis: int, the channel axis. Defaults to -1; use 1 for `channels_first`. It
            cannot be the batch axis.
        layout: `"strided"` or `"contiguous"`. Which channels belong together.
        **kwargs: `name`, `dtype`, `trainable`.

    Call arguments:
        inputs: tensor of rank 2 or more. The size of the channel axis must be known;
            that of others need not.

    Returns:
        Tensor of the same shape but for `axis`, which has channels / num_pieces.

    Raises:
        ValueError: if an argument is out of range, or when the layer is built, if
            `axis` is no axis of the input, its size is unknown or `num_pieces` does
            not divide it.

    A mask passes unless `axis` is one of the axes that the mask covers: the largest
    of several time steps belongs to none of them.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> x = np.array([[1.0, 5.0, 2.0, 4.0]])
    >>> np.array(layers.Maxout(2)(x)).tolist()
    [[2.0, 5.0]]
    >>> np.array(layers.Maxout(2, layout="contiguous")(x)).tolist()
    [[5.0, 4.0]]

    Reference: Goodfellow et al., 2013, https://arxiv.org/abs/1302.4389.
    """

    def __init__(self, num_pieces=2, axis=-1, layout="strided", **kwargs):
        super().__init__(**kwargs)
        require_count("num_pieces", num_pieces)
        require_channel_axis(axis)
        require_layout(layout)
        self.num_pieces = int(num_pieces)
        self.axis = int(axis)
        self.layout = layout

    def build(self, input_shape):
        self._channel_axis(input_shape)

    def call(self, inputs):
        axis = self._channel_axis(inputs.shape)
        return pool(inputs, axis, self.num_pieces, self.layout)

    def compute_mask(self, inputs, previous_mask):
        return mask_beside(self._channel_axis(inputs.shape), previous_mask)

    def compute_output_shape(self, input_shape):
        axis = self._channel_axis(input_shape)
        units = input_shape[axis] // self.num_pieces
        return (*input_shape[:axis], units, *input_shape[axis + 1 :])

    def _channel_axis(self, shape):
        axis = channel_axis(self.axis, shape)
        channels = shape[axis]
        rule = f"a divisor of the {channels} channels along axis {axis}"
        require(channels % self.num_pieces == 0, "num_pieces", rule, self.num_pieces)
        return axis

    def get_config(self):
        return {
            **super().get_config(),
            "num_pieces": self.num_pieces,
            "axis": self.axis,
            "layout": self.layout,
        }
