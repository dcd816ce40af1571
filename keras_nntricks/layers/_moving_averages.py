"""Moving averages that start without a bias."""

import math

from keras import ops


def rate(momentum, steps):
    """The weight of the newest value in the average of `steps` values.

    It makes the average the one of weights momentum**k, k = 0 ... steps - 1, brought
    to the sum 1. `steps` None gives the rate of an endless past.
    """
    if steps is None or momentum in (0.0, 1.0):
        return 1.0 - momentum
    newest = (momentum - 1.0) / ops.expm1(steps * math.log(momentum))
    # For the first value rounding may give more than 1: a variance below 0.
    return ops.minimum(newest, 1.0)


def move(variable, value, weight, counted):
    """Moves a variable towards a value by a weight in [0, 1], where it is counted."""
    old = variable.value
    put(variable, old + weight * (value - old), counted)


def put(variable, value, counted):
    """Sets a variable where the batch is counted, which may be known beforehand."""
    known = counted is True
    variable.assign(value if known else ops.where(counted, value, variable.value))
