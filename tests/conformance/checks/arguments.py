"""What the constructor, or a function, refuses."""

import re

import pytest

from tests.conformance.registry import check

OBJECTS = ("layer", "initializer", "callback", "constraint", "optimizer")
EVERYTHING = (*OBJECTS, "activation", "function", "calibration", "check", "fit")


@check(*EVERYTHING, when=lambda case: case.bad)
def check_rejects_bad_arguments(case):
    """In the house wording, at once: nothing is built, nothing is guessed."""
    for name, values in case.bad.items():
        for value in values:
            received = re.escape(f"Received: {name}={value!r}.")
            pattern = rf"^`{name}` must be .*{received}$"
            with pytest.raises(ValueError, match=pattern):
                case.build(**{name: value})


@check(*OBJECTS)
def check_rejects_unknown_arguments(case):
    """A typing mistake is never swallowed by `**kwargs`."""
    with pytest.raises((TypeError, ValueError), match="no_such_argument"):
        case.build(no_such_argument=1)


@check(*EVERYTHING)
def check_every_argument_is_limited(case):
    """Each argument has a bad value in the case, or a reason why it has none."""
    said = {*case.bad, *case.free}
    inputs = {"x", "inputs", "name"}
    missing = set(case.arguments) - said - inputs
    assert not missing, f"{case.name}: no bad value given for {sorted(missing)}"
