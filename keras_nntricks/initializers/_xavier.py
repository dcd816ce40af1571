"""Weights for layers whose activation is close to linear at 0."""

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.initializers._fan_scaling import FanScaling


@keras.saving.register_keras_serializable(package="keras_nntricks")
class Xavier(FanScaling):
    """Draws weights of variance gain^2 / fan, for tanh and other odd activations.

    With the average of both fans the signal keeps its size forward and, as nearly as
    one number can do both, the gradient keeps its size backward:

        variance = gain^2 / fan      # fan_avg = (fan_in + fan_out) / 2

    The fans are those of the kernel that is being filled. The initializer asks the
    layer that is being built: convolutions with groups and strides, depthwise,
    separable and transposed ones, EinsumDense (so attention, too), embeddings and
    recurrent cells, and subclasses of these. A layer may say its own fans with a method
    `weight_fans(name, shape)` that returns (fan_in, fan_out). A matrix without a layer
    or of a layer that is not Keras's own is (inputs, outputs). Anything else is an
    error, not a guess.

    Args:
        mode: `"fan_in"`, `"fan_out"` or `"fan_avg"`. Defaults to `"fan_avg"`.
        distribution: `"truncated_normal"` (cut at two standard deviations, of the
            declared variance), `"untruncated_normal"` or `"uniform"`. Defaults to
            `"uniform"`.
        gain: positive number, for the activation that follows. Defaults to 1.0.
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

    Differs from Keras 3.15.1: depthwise and transposed kernels have their true fans;
    strides and groups count in fan_out; an embedding has fan_in 1; each gate of a
    recurrent cell has a fan_out of its own; an unseeded instance never repeats itself.
    For dense layers and convolutions of stride 1 the variance is that of
    `GlorotUniform`.

    Attention layers copy their initializer for query, key and value. A copy starts
    its seed anew, an int and a `SeedGenerator` alike, so that kernels of one shape are
    equal: leave the seed to None there.

    Example:
    >>> kernel = Xavier(seed=0)((300, 100))
    >>> round(float(keras.ops.std(kernel)), 2)  # sqrt(2 / (300 + 100)) = 0.0707
    0.07

    Reference: Glorot & Bengio, 2010, eq. 12 and 16,
    https://proceedings.mlr.press/v9/glorot10a.html.
    """

    def __init__(
        self,
        mode="fan_avg",
        distribution="uniform",
        gain=1.0,
        seed=None,
        input_axes=None,
        output_axes=None,
    ):
        super().__init__(mode, distribution, seed, input_axes, output_axes)
        valid = is_number(gain) and gain > 0
        require(valid, "gain", "a positive number", gain)
        self.gain = float(gain)

    def get_config(self):
        return {**super().get_config(), "gain": self.gain}
