"""An argument that is an activation or the gain itself."""

import numbers

from keras_nntricks._arguments import is_number, require
from keras_nntricks.activations import gain


def gain_of(name, value, mode="forward"):
    """The gain as a float; `name` is the argument that `value` came with."""
    if isinstance(value, numbers.Real):
        valid = is_number(value) and value > 0
        require(valid, name, "an activation or a positive number", value)
        return float(value)
    return gain(value, mode=mode)
