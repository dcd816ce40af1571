"""What the initializers here share: variance gain^2 / fan."""

import keras

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.initializers._draw import DISTRIBUTIONS, draw
from keras_nntricks.initializers._dtypes import floating
from keras_nntricks.initializers._find_fans import find_fans
from keras_nntricks.initializers._seeds import checked_seed

MODES = ("fan_in", "fan_out", "fan_avg")


class FanScaling(keras.initializers.Initializer):
    """Draws values of variance gain^2 / fan; a subclass sets `gain`."""

    def __init__(self, mode, distribution, seed, input_axes, output_axes):
        require(mode in MODES, "mode", f"one of {MODES}", mode)
        require(
            distribution in DISTRIBUTIONS,
            "distribution",
            f"one of {DISTRIBUTIONS}",
            distribution,
        )
        both = (input_axes is None) == (output_axes is None)
        require(both, "output_axes", "given together with `input_axes`", output_axes)
        self.mode = mode
        self.distribution = distribution
        self.seed = checked_seed(seed)
        self.input_axes = _axes("input_axes", input_axes)
        self.output_axes = _axes("output_axes", output_axes)

    def __call__(self, shape, dtype=None):
        dtype = floating(dtype)
        shape = tuple(int(size) for size in shape)
        fans = find_fans(shape, self.input_axes, self.output_axes)
        if fans is None:
            return keras.ops.zeros(shape, dtype)
        variance = self._variance(*fans)
        return draw(shape, variance, self.distribution, dtype, self.seed)

    def _variance(self, fan_in, fan_out):
        return self.gain**2 / self._fan(fan_in, fan_out)

    def _fan(self, fan_in, fan_out):
        average = 0.5 * (fan_in + fan_out)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": average}[self.mode]
        # An axis of size 0 leaves nothing to draw.
        return fan or 1.0

    def get_config(self):
        return {
            "mode": self.mode,
            "distribution": self.distribution,
            "seed": keras.saving.serialize_keras_object(self.seed),
            "input_axes": self.input_axes,
            "output_axes": self.output_axes,
        }


def _axes(name, axes):
    if axes is None:
        return None
    is_list = isinstance(axes, list | tuple) and len(axes) > 0
    valid = is_list and all(is_integer(axis) for axis in axes)
    distinct = valid and len(set(axes)) == len(axes)
    require(distinct, name, "a list of one or more distinct integers or None", axes)
    return [int(axis) for axis in axes]
