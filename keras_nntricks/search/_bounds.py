"""The checks of the range of a hyperparameter, and the middle of it."""

import math

from keras_nntricks._arguments import is_integer, is_number, require


def log_middle(low, high):
    """The geometric mean: the middle on a logarithmic scale."""
    return math.sqrt(low * high)


def require_positive_range(low, high):
    """Raises `ValueError` unless 0 < low <= high."""
    require(is_number(low) and low > 0, "low", "a positive number", low)
    require(is_number(high) and high >= low, "high", f"a number >= low={low}", high)


def require_count_range(low, high, least=1):
    """Raises `ValueError` unless both are integers and least <= low <= high."""
    require(is_integer(low) and low >= least, "low", f"an integer >= {least}", low)
    require(is_integer(high) and high >= low, "high", f"an integer >= low={low}", high)


def chosen_default(default, middle, low, high):
    """`default`, which must lie in the range; the middle of it if None."""
    if default is None:
        return middle
    within = is_number(default) and low <= default <= high
    require(within, "default", f"None or in [{low}, {high}]", default)
    return default


def require_choices(name, values, known):
    """Raises `ValueError` unless `values` are one or more different known names."""
    given = list(values) if isinstance(values, list | tuple) else []
    valid = given and len(set(given)) == len(given) and set(given) <= set(known)
    rule = f"a list of different names out of {tuple(known)}"
    require(valid, name, rule, values)
