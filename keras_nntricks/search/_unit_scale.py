"""A numeric hyperparameter as a number that is 0 and 1 at the ends of its range.

Unlike Keras Tuner's probabilities it goes on beyond the ends.
"""

import math


def is_numeric(hp):
    """Whether a hyperparameter is an `Int` or a `Float`."""
    return hasattr(hp, "sampling")


def bucket(hp):
    """The width of one value of a stepped hyperparameter, else 0."""
    return 1 / _count(hp) if _is_stepped(hp) else 0.0


def to_unit(hp, value):
    """Where a value lies; in the middle of its bucket if the values are stepped."""
    if not _is_stepped(hp):
        return hp.value_to_prob(value)
    return (_index(hp, value) + 0.5) / _count(hp)


def from_unit(hp, place):
    """The value at a place."""
    if not _is_stepped(hp):
        return hp.prob_to_value(place)
    index = math.floor(place * _count(hp) + 1e-9)
    if hp.sampling == "log":
        value = hp.min_value * hp.step**index
    else:
        value = hp.min_value + hp.step * index
    return type(hp.min_value)(value)


def _is_stepped(hp):
    # In a reversed logarithmic range nothing is widened: Keras Tuner's scale will do.
    return hp.step is not None and hp.sampling != "reverse_log"


def _index(hp, value):
    if hp.sampling == "log":
        return round(math.log(value / hp.min_value, hp.step))
    return round((value - hp.min_value) / hp.step)


def _count(hp):
    if hp.sampling == "log":
        return int(math.log(hp.max_value / hp.min_value, hp.step) + 1e-8) + 1
    return int((hp.max_value - hp.min_value) / hp.step + 1e-8) + 1
