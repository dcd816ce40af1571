"""What the learning-rate callbacks ask of their numbers."""

from keras_nntricks._arguments import is_number, require


def require_duration(value, name="duration"):
    """The value as it is, a number > 0."""
    require(is_number(value) and value > 0, name, "a number > 0", value)
    return value


def require_rate(value, name, positive=False):
    """The value as a float: a number >= 0, or > 0."""
    fine = is_number(value) and (value > 0 if positive else value >= 0)
    require(fine, name, f"a number {'>' if positive else '>='} 0", value)
    return float(value)


def require_above(max_learning_rate, start):
    """Refuses a highest rate that does not lie above the initial one."""
    above = max_learning_rate > start
    rule = f"above the initial rate, {start:g}"
    require(above, "max_learning_rate", rule, max_learning_rate)
