"""Weights for layers followed by any activation."""

import keras

from keras_nntricks._arguments import require
from keras_nntricks._saved_activation import loaded_activation, saved_activation
from keras_nntricks.initializers._fan_scaling import FanScaling
from keras_nntricks.initializers._gain_of import gain_of


@keras.saving.register_keras_serializable(package="keras_nntricks")
class GainScaling(FanScaling):
    """Draws weights of variance gain^2 / fan with the exact gain of an activation.

    The gain is `activations.gain(activation, mode=gain_mode)`, by quadrature under a
    standard normal pre-activation:

        forward:  gain^2 = 1 / E f(z)^2
        backward: gain^2 = 1 / E f'(z)^2

    The fans are those of the kernel that is being filled. The initializer asks the
    layer that is being built; see `Xavier` for what it knows and for `weight_fans`.

    Args:
        activation: what `activations.gain` takes, the activation that follows the
            layer; or a positive number, the gain itself. Defaults to `"relu"`.
        mode: `"fan_in"`, `"fan_out"` or `"fan_avg"`. Defaults to `"fan_in"`.
        distribution: `"truncated_normal"` (cut at two standard deviations, of the
            declared variance), `"untruncated_normal"` or `"uniform"`. Defaults to
            `"truncated_normal"`.
        gain_mode: `"forward"` or `"backward"`: which gain. Backward belongs to
            `mode="fan_out"`. Defaults to `"forward"`.
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
        ValueError: if an argument is not valid or the activation has no gain; when
            called, if the fans of the kernel are not known.

    Differs from Keras 3.15.1: see `Xavier`. A callable that is not registered with
    Keras is saved as its gain, a number: the weights are drawn the same way after
    loading.

    Example:
    >>> initializer = GainScaling("tanh", seed=0)
    >>> round(initializer.gain, 10)
    1.5925374197
    >>> round(float(keras.ops.std(initializer((400, 300)))), 2)  # 1.59 / sqrt(400)
    0.08

    Reference: the argument of He et al., 2015, https://arxiv.org/abs/1502.01852,
    section 2.2, for any activation.
    """

    def __init__(
        self,
        activation="relu",
        mode="fan_in",
        distribution="truncated_normal",
        gain_mode="forward",
        seed=None,
        input_axes=None,
        output_axes=None,
    ):
        super().__init__(mode, distribution, seed, input_axes, output_axes)
        modes = ("forward", "backward")
        require(gain_mode in modes, "gain_mode", f"one of {modes}", gain_mode)
        self.activation = loaded_activation(activation)
        self.gain_mode = gain_mode
        self.gain = gain_of("activation", self.activation, gain_mode)

    def get_config(self):
        return {
            **super().get_config(),
            "activation": saved_activation(self.activation, self.gain),
            "gain_mode": self.gain_mode,
        }
