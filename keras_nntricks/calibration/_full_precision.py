"""Weights at the precision in which they are stored, also inside a layer's call."""

import keras
import numpy as np


class _Outside(keras.layers.Layer):
    """A layer that does not cast is called outside the casts of its callers."""

    def __init__(self, function):
        super().__init__(autocast=False, dtype="float32")
        self.function = function

    def call(self, inputs):
        self.function()
        return inputs


def _in_full_precision(function):
    # Inside a call in mixed precision a weight reads as float16, and an assignment
    # is lost on torch (https://github.com/keras-team/keras/pull/21864 mends the rest).
    found = []
    _Outside(lambda: found.append(function()))(np.zeros(1, "float32"))
    return found[0]


def read(variable):
    """The values of a weight as float64."""
    return _in_full_precision(lambda: to_float64(variable))


def write(variable, values):
    """Assigns the values to a weight."""
    _in_full_precision(lambda: variable.assign(values))


def to_float64(tensor):
    """The values as float64 (bfloat16 has no NumPy type of its own)."""
    if "float64" not in str(tensor.dtype):
        tensor = keras.ops.cast(tensor, "float32")
    return keras.ops.convert_to_numpy(tensor).astype("float64")
