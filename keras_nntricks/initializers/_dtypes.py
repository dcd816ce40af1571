"""The types that are asked for, and those that are computed in."""

import keras

from keras_nntricks._arguments import require


def floating(dtype):
    """The name of a floating point type; floatx for None."""
    dtype = keras.backend.standardize_dtype(dtype)
    require("float" in dtype, "dtype", "a floating point type", dtype)
    return dtype


def precise(dtype):
    """The type to compute in: float64 where it is asked for, else float32."""
    return "float64" if dtype == "float64" else "float32"
