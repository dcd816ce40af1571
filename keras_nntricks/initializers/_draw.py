"""Random values of a given variance."""

import math
import random

import keras

# The standard deviation of N(0, 1) cut at -2 and 2.
CUT_DEVIATION = 0.87962566103423978
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")


def draw(shape, variance, distribution, dtype, seed):
    """A tensor with mean 0 and this variance.

    Narrow types are drawn in float32 and cast at the end.
    """
    deviation = math.sqrt(variance)
    options = {
        "dtype": "float64" if dtype == "float64" else "float32",
        # Keras's own unseeded initializers repeat themselves. These do not.
        "seed": random.randint(1, 10**9) if seed is None else seed,
    }
    if distribution == "uniform":
        limit = math.sqrt(3.0) * deviation
        values = keras.random.uniform(shape, -limit, limit, **options)
    elif distribution == "untruncated_normal":
        values = keras.random.normal(shape, 0.0, deviation, **options)
    else:
        scale = deviation / CUT_DEVIATION
        values = keras.random.truncated_normal(shape, 0.0, scale, **options)
    return keras.ops.cast(values, dtype)
