"""In which dtype a kernel computes."""

import functools
import numbers

import keras
from keras import ops


def are_numbers(*values):
    """Whether all are Python or NumPy numbers and none is a tensor."""
    return all(isinstance(value, numbers.Real) for value in values)


def in_float32_at_least(kernel):
    """The kernel computed in float32, or in float64 for float64; same dtype out."""

    @functools.wraps(kernel)
    def precise(x, *coefficients):
        given = keras.backend.standardize_dtype(x.dtype)
        dtype = given if given == "float64" else "float32"
        cast = [_number_or_cast(value, dtype) for value in coefficients]
        return ops.cast(kernel(ops.cast(x, dtype), *cast), given)

    return precise


def _number_or_cast(value, dtype):
    plain = value is None or are_numbers(value)
    return value if plain else ops.cast(value, dtype)
