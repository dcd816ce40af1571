"""The checks of arguments, and the one wording for a rejected one."""

import math
import numbers


def require(condition, name, rule, value):
    """Raises `ValueError` unless `condition` holds.

    >>> require(1.5 < 1, "rate", "in [0, 1)", 1.5)
    Traceback (most recent call last):
    ...
    ValueError: `rate` must be in [0, 1). Received: rate=1.5.
    """
    if not condition:
        raise ValueError(f"`{name}` must be {rule}. Received: {name}={value!r}.")


def is_number(value):
    """Whether `value` is a finite real number; a bool is not."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    return real and math.isfinite(value)


def is_integer(value):
    """Whether `value` is an integer, NumPy's included; a bool is not."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def require_count(name, value):
    """Raises `ValueError` unless `value` is an integer >= 1."""
    require(is_integer(value) and value >= 1, name, "a positive integer", value)
