import keras
from keras import ops

from keras_nntricks.layers._channel_axis import (
    channel_axis,
    mask_beside,
    require_channel_axis,
)


@keras.saving.register_keras_serializable(package="keras_nntricks")
class CReLU(keras.layers.Layer):
    """Keeps both signs of its input, each rectified, in twice the channels.

        y = [max(x, 0), max(-x, 0)]

    along the channels: first all positive parts, then all negative ones. Nothing is
    lost, so the output is as long as the input: the sums of squares agree. A filter
    and its negative, which ReLU networks learn in pairs, become one filter.

    The next layer sees twice the channels at half the mean square each. Its weights
    keep the size of the signal with variance 2 / fan_in, as behind ReLU, where fan_in
    counts the doubled channels.

    Args:
        axis: int, the channel axis. Defaults to -1; use 1 for `channels_first`. It
            cannot be the batch axis.
        **kwargs: `name`, `dtype`.

    Call arguments:
        inputs: tensor of rank 2 or more.

    Returns:
        Tensor of the same shape but for `axis`, which is twice as long. A mask passes
        unless `axis` is one of the axes that it covers.

    Raises:
        ValueError: if `axis` is 0 or no integer; when the layer is built, if `axis` is
            no axis of the input or its size is unknown.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> keras.ops.convert_to_numpy(layers.CReLU()(np.array([[-2.0, 3.0]]))).tolist()
    [[0.0, 3.0, 2.0, 0.0]]

    Reference: Shang et al., 2016, https://arxiv.org/abs/1603.05201, section 2.
    """

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        require_channel_axis(axis)
        self.axis = int(axis)

    def build(self, input_shape):
        channel_axis(self.axis, input_shape)

    def call(self, inputs):
        parts = [ops.relu(inputs), ops.relu(-inputs)]
        return ops.concatenate(parts, axis=self.axis)

    def compute_mask(self, inputs, previous_mask):
        return mask_beside(channel_axis(self.axis, inputs.shape), previous_mask)

    def compute_output_shape(self, input_shape):
        axis = channel_axis(self.axis, input_shape)
        doubled = 2 * input_shape[axis]
        return (*input_shape[:axis], doubled, *input_shape[axis + 1 :])

    def get_config(self):
        return {**super().get_config(), "axis": self.axis}
