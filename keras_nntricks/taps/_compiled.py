"""A function with its gradient on the backend in use, in double precision."""

import importlib

import keras
import numpy as np

from keras_nntricks.taps._double_precision import double_precision


def compiled(function):
    """The value, a float, and value and gradient as functions of NumPy arrays."""
    name = f"keras_nntricks.taps._differentiable_{keras.backend.backend()}"
    value, both = importlib.import_module(name).compiled(function)

    def value_at(arrays, *data):
        with double_precision():
            return float(value(_double(arrays), *_tensors(data)))

    def both_at(arrays, *data):
        with double_precision():
            found, gradient = both(_double(arrays), *_tensors(data))
            return float(found), [np.asarray(array, "float64") for array in gradient]

    return value_at, both_at


def _double(arrays):
    return [np.asarray(array, "float64") for array in arrays]


def _tensors(data):
    return keras.tree.map_structure(_tensor, data, none_is_leaf=True)


def _tensor(leaf):
    return None if leaf is None else keras.ops.convert_to_tensor(leaf)
