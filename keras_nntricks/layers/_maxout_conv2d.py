import keras

from keras_nntricks.layers._maxout_conv import MaxoutConv


@keras.saving.register_keras_serializable(package="keras_nntricks")
class MaxoutConv2D(MaxoutConv, keras.layers.Conv2D):
    """A spatial convolution whose filters each keep the largest of several pieces.

        h_i = max_j (x * W_ij + b_ij),    j = 1 ... num_pieces

    where * is the convolution. It is `keras.layers.Conv2D` with num_pieces * filters
    channels and `Maxout` behind it, in one layer: the pieces are drawn and computed
    together, and `set_weights` takes what `get_weights` of that `Conv2D` returns.

    With `kernel_initializer=None` the kernel is drawn from a truncated normal of

        Var W = 1 / (fan_in * E max(z_1, ..., z_k)^2),    z ~ N(0, 1)

    so the second moment of the signal stays the same from layer to layer whatever the
    number of pieces. Behind it a max pooling of 2 x 2 makes each output the
    largest of 4 k pieces; `kernel_initializer=GainScaling(maxout_gain(4 * k))` keeps
    the second moment through both.

    Args:
        filters: int >= 1. Channels of the output.
        kernel_size: int or two of them. Size of the window.
        num_pieces: int >= 1. Linear pieces per filter (k in the paper). One piece is
            a plain convolution. Defaults to 2.
        strides: int or two of them. Step of the window. Defaults to 1.
        padding: `"valid"` or `"same"`.
            Defaults to `"valid"`.
        data_format: `"channels_last"`, `"channels_first"` or None, which is that of
            the Keras config.
        dilation_rate: int or two of them. Distance between the inputs in a window.
            Defaults to 1.
        groups: int >= 1 that divides `filters` and the input's channels. Each group of
            filters sees its own part of the channels; all pieces of a filter belong to
            one group. Defaults to 1.
        use_bias: bool. Whether each piece has a bias. Defaults to True.
        kernel_initializer: start of the kernel. Defaults to None, which keeps the
            second moment as above. An initializer that asks the layer for the fans
            gets those of one piece per filter.
        bias_initializer: start of the biases. Defaults to `"zeros"`.
        kernel_regularizer: penalty on the kernel, or None.
        bias_regularizer: penalty on the biases, or None.
        activity_regularizer: penalty on the output, or None.
        kernel_constraint: constraint on the kernel, or None.
        bias_constraint: constraint on the biases, or None.
        layout: `"strided"` or `"contiguous"`. Which channels of the kernel are the
            pieces of one filter, as in `Maxout`, counted within each group.
        **kwargs: `name`, `dtype`, `trainable`, and `lora_rank` as in Keras.

    Call arguments:
        inputs: float tensor, (batch, height, width, channels).

    Returns:
        Tensor with `filters` channels; other sizes are those of `Conv2D`.

    Raises:
        ValueError: if an argument is out of range or Keras refuses it; when the layer
            is built, if `groups` does not divide the channels or their number is
            unknown.

    Adds: num_pieces * filters * (window * channels / groups + 1) weights.

    Differs from Keras: there is no `activation`, the maximum is one. The attribute
    `filters` counts the channels before the maximum, num_pieces * filters.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> layer = layers.MaxoutConv2D(4, 3, num_pieces=2)
    >>> tuple(layer(np.ones((1, 8, 8, 3))).shape)
    (1, 6, 6, 4)
    >>> tuple(layer.kernel.shape)
    (3, 3, 3, 8)

    Reference: Goodfellow et al., 2013, https://arxiv.org/abs/1302.4389, section 3;
    initialization: Tseran and Montúfar, 2023, https://arxiv.org/abs/2301.06956.
    """
