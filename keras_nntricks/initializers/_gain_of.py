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
    try:
        return gain(value, mode=mode)
    except ValueError as error:
        raise ValueError(_about(name, str(error))) from None


def _about(name, message):
    """What `gain` says of its own argument, said of this one."""
    ours = message.replace("`activation`", f"`{name}`")
    return ours.replace("Received: activation=", f"Received: {name}=")
