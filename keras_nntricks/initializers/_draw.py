"""Random values of a given variance."""

import math

import keras

from keras_nntricks.initializers._dtypes import precise
from keras_nntricks.initializers._seeds import seed_of_a_draw

# The standard deviation of N(0, 1) cut at -2 and 2.
CUT_DEVIATION = 0.87962566103423978


def draw(shape, variance, distribution, dtype, seed):
    """A tensor with mean 0 and this variance.

    Narrow types are drawn in float32 and cast at the end.
    """
    options = {"dtype": precise(dtype), "seed": seed_of_a_draw(seed)}
    values = _SHAPES[distribution](shape, math.sqrt(variance), options)
    return keras.ops.cast(values, dtype)


def _uniform(shape, deviation, options):
    limit = math.sqrt(3.0) * deviation
    return keras.random.uniform(shape, -limit, limit, **options)


def _normal(shape, deviation, options):
    return keras.random.normal(shape, 0.0, deviation, **options)


def _cut_normal(shape, deviation, options):
    # By the inverse of the distribution function: on torch four in a million of the
    # values of `keras.random.truncated_normal` lie beyond the cut.
    inside = math.erf(math.sqrt(2.0))
    ranks = keras.random.uniform(shape, -inside, inside, **options)
    return keras.ops.erfinv(ranks) * (math.sqrt(2.0) * deviation / CUT_DEVIATION)


_SHAPES = {
    "truncated_normal": _cut_normal,
    "untruncated_normal": _normal,
    "uniform": _uniform,
}
DISTRIBUTIONS = tuple(_SHAPES)
