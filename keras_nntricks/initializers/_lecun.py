"""Weights for self-normalizing networks."""

import keras

from keras_nntricks.initializers._fan_scaling import FanScaling


@keras.saving.register_keras_serializable(package="keras_nntricks")
class LeCun(FanScaling):
    """Draws weights of variance 1 / fan, for SELU and for layers without activation.

    SELU keeps mean 0 and variance 1 by itself, if the weights keep them, too:

        variance = 1 / fan

    The fans are those of the kernel that is being filled. The initializer asks the
    layer that is being built; see `Xavier` for what it knows and for `weight_fans`.

    Args:
        mode: `"fan_in"`, `"fan_out"` or `"fan_avg"`. Defaults to `"fan_in"`.
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

    Differs from Keras 3.15.1: see `Xavier`. For dense layers and convolutions the
    variance is that of `LecunNormal`. With depthwise kernels, which `LecunNormal`
    makes smaller by the square root of the number of channels, a network of SELU
    keeps its variance only with this one.

    Example:
    >>> kernel = LeCun(seed=0)((400, 300))
    >>> round(float(keras.ops.std(kernel)), 2)  # 1 / sqrt(400)
    0.05

    Reference: Klambauer et al., 2017, https://arxiv.org/abs/1706.02515, section 3,
    "Initialization"; LeCun et al., 1998, Efficient BackProp, section 4.6,
    http://yann.lecun.com/exdb/publis/pdf/lecun-98b.pdf.
    """

    gain = 1.0

    def __init__(
        self,
        mode="fan_in",
        distribution="truncated_normal",
        seed=None,
        input_axes=None,
        output_axes=None,
    ):
        super().__init__(mode, distribution, seed, input_axes, output_axes)
