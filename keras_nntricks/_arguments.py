"""The one wording for a rejected argument."""


def require(condition, name, rule, value):
    """Raises `ValueError` unless `condition` holds.

    >>> require(1.5 < 1, "rate", "in [0, 1)", 1.5)
    Traceback (most recent call last):
    ...
    ValueError: `rate` must be in [0, 1). Received: rate=1.5.
    """
    if not condition:
        raise ValueError(f"`{name}` must be {rule}. Received: {name}={value!r}.")
