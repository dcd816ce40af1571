"""Weights that keep the logarithm of a gradient's length in deep networks."""

import keras

from keras_nntricks._arguments import require
from keras_nntricks.initializers._fan_scaling import FanScaling
from keras_nntricks.initializers._walk_gains import EXACT, FITTED


@keras.saving.register_keras_serializable(package="keras_nntricks")
class RandomWalk(FanScaling):
    """Draws normal weights under which the logarithm of a length does not drift.

    From layer to layer the logarithm of the length of the signal, and of the gradient,
    does a random walk. Weights that keep the mean of the square let it drift down,
    the more the narrower the layer. These weights keep the mean of the logarithm:

        variance = gain^2 / N,    N = fan_in
        linear: ln gain = -1/2 (psi(N / 2) + ln(2 / N))
        relu:   ln gain = -1/2 E_K (psi(K / 2) + ln(2 / N)),  K active units of N

    psi is the digamma function and K is Binomial(N, 1/2), given that K > 0. The paper
    has fits instead: exp(1 / (2 N)), sqrt(2) exp(1.2 / (max(N, 6) - 2.4)), 1.13 for
    tanh. In layers whose fan_in is not their fan_out it is the gradient that keeps its
    length. The fan is that of the kernel that is being filled; see `Xavier`.

    Args:
        activation: `"relu"`, `"linear"` or `"tanh"`. Defaults to `"relu"`.
        exact: True: by the formulas above, for `"relu"` and `"linear"`. False: by the
            paper's fits, which are off by up to 7 % where N is below 7. Defaults to
            True.
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

    Differs from the paper: the gains of ReLU and linear layers are exact. In
    convolutions neighbouring pixels are not independent: the formulas are a guide.

    Example:
    >>> round(RandomWalk().gain(10), 8), round(RandomWalk(exact=False).gain(10), 8)
    (1.64922272, 1.65610478)

    Reference: Sussillo & Abbott, 2014, https://arxiv.org/abs/1412.6558: the gains of
    linear and ReLU networks. That of tanh: TensorFlow's random walk initializer.
    """

    def __init__(
        self,
        activation="relu",
        exact=True,
        seed=None,
        input_axes=None,
        output_axes=None,
    ):
        # Another distribution has another mean of the logarithm.
        distribution = "untruncated_normal"
        super().__init__("fan_in", distribution, seed, input_axes, output_axes)
        known = tuple(FITTED)
        require(activation in known, "activation", f"one of {known}", activation)
        require(isinstance(exact, bool), "exact", "True or False", exact)
        possible = not exact or activation in EXACT
        require(possible, "exact", f'False for "{activation}"', exact)
        self.activation = activation
        self.exact = exact

    def gain(self, num_inputs):
        """The gain of a layer of this fan_in."""
        return (EXACT if self.exact else FITTED)[self.activation](num_inputs)

    def _variance(self, fan_in, fan_out):
        # An axis of size 0 leaves nothing to draw.
        return self.gain(fan_in) ** 2 / fan_in if fan_in else 1.0

    def get_config(self):
        config = super().get_config()
        shared = {name: config[name] for name in ("seed", "input_axes", "output_axes")}
        return {"activation": self.activation, "exact": self.exact, **shared}
