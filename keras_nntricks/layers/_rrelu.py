import functools
import math

import keras
from keras import ops

from keras_nntricks._arguments import is_number, require
from keras_nntricks.layers._seeds import checked_seed

BOUNDS = {"slope": (1 / 8, 1 / 3), "divisor": (3.0, 8.0)}


@keras.saving.register_keras_serializable(package="keras_nntricks")
class RReLU(keras.layers.Layer):
    """A leaky rectifier whose slope below zero is drawn anew for each element.

        y = x          for x > 0
        y = slope * x  for x <= 0

    In training each element of each example draws its own slope; at inference the
    slope is fixed. `sampled` says what is drawn from the uniform distribution:

        "slope":    slope ~ U(lower, upper),      at inference (lower + upper) / 2
        "divisor":  slope = 1 / U(lower, upper),  at inference 2 / (lower + upper)

    The first is that of TensorFlow Addons and of PyTorch, with slopes of U(1/8, 1/3)
    and 11/48 = 0.2291667 at inference. The second is the paper's, with divisors of
    U(3, 8) and 2/11 = 0.1818182 at inference. The divisors' mean slope in training,
    log(upper / lower) / (upper - lower) = 0.1961659, is larger than that.

    Args:
        lower: number >= 0, above 0 for divisors. Lowest slope or divisor. Defaults to
            None: 1/8 for slopes, 3 for divisors.
        upper: number >= lower. Highest slope or divisor. Defaults to None: 1/3 for
            slopes, 8 for divisors.
        sampled: `"slope"` or `"divisor"`. Defaults to `"slope"`.
        seed: int in [0, 2**32) or None. The draws repeat for the same int and under
            `keras.utils.set_random_seed`. Defaults to None.
        **kwargs: `name`, `dtype`.

    Call arguments:
        inputs: float tensor of any shape.
        training: bool. Whether slopes are drawn.

    Returns:
        Tensor of the same shape and dtype. A mask passes.

    Raises:
        ValueError: if `sampled` is neither of the two, if not 0 <= lower <= upper, or
            if `seed` is no such integer.

    Adds: no trainable weights; the state of its random generator is saved with it.

    Example:
    >>> import numpy as np
    >>> from keras_nntricks import layers
    >>> x = np.array([-1.0, 0.0, 1.0])
    >>> [round(float(y), 7) for y in layers.RReLU()(x)]
    [-0.2291667, 0.0, 1.0]
    >>> [round(float(y), 7) for y in layers.RReLU(sampled="divisor")(x)]
    [-0.1818182, 0.0, 1.0]

    Reference: Xu et al., 2015, https://arxiv.org/abs/1505.00853, section 2.4.
    """

    def __init__(self, lower=None, upper=None, sampled="slope", seed=None, **kwargs):
        super().__init__(**kwargs)
        require(sampled in BOUNDS, "sampled", "'slope' or 'divisor'", sampled)
        low, high = _bounds(lower, upper, sampled)
        least = "0 or more" if sampled == "slope" else "above 0"
        valid = is_number(low) and low >= 0 and (sampled == "slope" or low > 0)
        require(valid, "lower", f"None or a number, {least}", lower)
        valid = is_number(high) and high >= low
        require(valid, "upper", f"None or a number, at least lower={low}", upper)
        self.lower = lower
        self.upper = upper
        self.sampled = sampled
        self.seed = checked_seed(seed)
        self.seed_generator = keras.random.SeedGenerator(self.seed)
        self.supports_masking = True

    def call(self, inputs, training=False):
        draw = self._drawn if training else self._mean
        value = draw(inputs)
        slope = value if self.sampled == "slope" else 1.0 / value
        return ops.where(inputs > 0, inputs, inputs * slope)

    def _drawn(self, inputs):
        bounds = _bounds(self.lower, self.upper, self.sampled)
        return keras.random.uniform(
            ops.shape(inputs), *bounds, dtype=inputs.dtype, seed=self.seed_generator
        )

    def _mean(self, inputs):
        return sum(_bounds(self.lower, self.upper, self.sampled)) / 2

    def initial_activation(self):
        """Returns the leaky ReLU of the same mean square, for `activations.gain`."""
        low, high = _bounds(self.lower, self.upper, self.sampled)
        mean_square = (low**2 + low * high + high**2) / 3
        if self.sampled == "divisor":
            mean_square = 1.0 / (low * high)
        slope = math.sqrt(mean_square)
        return functools.partial(keras.activations.leaky_relu, negative_slope=slope)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "lower": self.lower,
            "upper": self.upper,
            "sampled": self.sampled,
            "seed": self.seed,
        }


def _bounds(lower, upper, sampled):
    low, high = BOUNDS[sampled]
    return (low if lower is None else lower, high if upper is None else upper)
