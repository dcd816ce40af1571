"""Weights for layers followed by a rectifier."""

import math

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.initializers._fan_scaling import FanScaling


@keras.saving.register_keras_serializable(package="keras_nntricks")
class MSRA(FanScaling):
    """Draws weights of variance 2 / ((1 + slope^2) fan), for ReLU and its relatives.

    A rectifier halves the mean square of its input (a leaky one keeps a little more);
    the weights make up for it:

        variance = gain^2 / fan,  gain^2 = 2 / (1 + slope^2)

    The fans are those of the kernel that is being filled. The initializer asks the
    layer that is being built; see `Xavier` for what it knows and for `weight_fans`.

    Args:
        slope: number. Slope of the activation below zero: 0 for ReLU, 0.25 for a PReLU
            at its start (a in the paper). Defaults to 0.0.
        mode: `"fan_in"` keeps the size of the signal, `"fan_out"` that of the
            gradient; or `"fan_avg"`. Defaults to `"fan_in"`.
        distribution: `"truncated_normal"` (cut at two standard deviations, of the
            declared variance), `"untruncated_normal"` or `"uniform"`. Defaults to
            `"truncated_normal"`.
        seed: int in [0, 2**32): the same values at each call.
            `keras.random.SeedGenerator`: new values at each call. None: new values at
            each call, reproducible under `keras.utils.set_random_seed`; layers that
            share the initializer differ.
        input_axes: list of int or None. The axes whose sizes multiply to fan_in, where
            the layer is not known. Defaults to None.
        output_axes: list of int or None. The same for fan_out; both or none.

    Call arguments:
        shape: shape of the kernel.
        dtype: a floating point type. Drawn in float32 (float64 if asked), then cast.

    Returns:
        Tensor of this shape and dtype.

    Raises:
        ValueError: if an argument is not valid; when called, if the fans of the kernel
            are not known.

    Differs from the paper: the normal distribution is cut at two standard deviations,
    as in Keras; `distribution="untruncated_normal"` is the paper's.
    Differs from Keras 3.15.1: see `Xavier`. For dense layers and convolutions of
    stride 1 the variance is that of `HeNormal`; for a 3x3 depthwise kernel on 256
    channels it is 256 times that, which Keras divides by the channels that no output
    sees.

    Example:
    >>> layer = keras.layers.DepthwiseConv2D(3, depthwise_initializer=MSRA(seed=0))
    >>> layer.build((None, 8, 8, 256))
    >>> round(float(layer.get_weights()[0].std()), 1)  # sqrt(2 / 9) = 0.47
    0.5

    Reference: He et al., 2015, https://arxiv.org/abs/1502.01852, eq. 10, 14 and 15.
    """

    def __init__(
        self,
        slope=0.0,
        mode="fan_in",
        distribution="truncated_normal",
        seed=None,
        input_axes=None,
        output_axes=None,
    ):
        super().__init__(mode, distribution, seed, input_axes, output_axes)
        require(is_number(slope), "slope", "a finite number", slope)
        self.slope = float(slope)

    @property
    def gain(self):
        """The square root of 2 / (1 + slope^2)."""
        return math.sqrt(2.0 / (1.0 + self.slope**2))

    def get_config(self):
        return {**super().get_config(), "slope": self.slope}
