"""What statistics, lengths and quotients are computed in."""

import keras


def precise_dtype(dtype):
    """Float64 for float64, else float32.

    On torch `keras.backend.result_type("float64", "float32")` is float32.
    """
    given = keras.backend.standardize_dtype(dtype)
    return "float64" if given == "float64" else "float32"
