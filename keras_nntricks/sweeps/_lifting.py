"""Numbers of an optimizer as inputs of the program.

Keras keeps a learning rate as a variable and other numbers (momentum, weight decay,
...) as Python floats, which a trace turns into constants. Where runs differ in such
a float, the template's attribute is replaced by a variable, which Keras's optimizers
accept like any tensor. Questions of the kind `if self.momentum != 0` are answered
from the sign, which all runs of a program share; any other question is an error.
"""

import keras


def numbers_of(optimizer):
    """The floats of the optimizer that can be lifted: "attribute" -> value."""
    numbers = _own_numbers(optimizer)
    inner = getattr(optimizer, "inner_optimizer", None)
    if inner is not None:
        found = _own_numbers(inner).items()
        numbers.update({f"inner_optimizer.{name}": value for name, value in found})
    return numbers


def _own_numbers(optimizer):
    config = optimizer.get_config()
    return {
        name: value
        for name, value in config.items()
        if name != "learning_rate"
        and type(value) is float
        and type(vars(optimizer).get(name)) is float
    }


def can_lift(model):
    """Whether variables would act as the Python floats do.

    In lower precision a float leaves the dtype alone and a variable does not.
    """
    floatx = keras.config.floatx()
    return all(v.dtype == floatx for v in model.trainable_variables)


class NotLiftedError(TypeError):
    """The optimizer asks something that only a Python float can answer."""


class LiftedNumber(keras.Variable):
    """A number of the optimizer that differs between runs; its sign does not."""

    def __init__(self, value):
        super().__init__(value, dtype=keras.config.floatx(), trainable=False)
        self.representative = value
        self.was_read = False

    @property
    def value(self):
        self.was_read = True
        return super().value

    def _side_of_zero(self, other):
        if type(other) not in (int, float) or other != 0:
            raise NotLiftedError(f"a lifted number is compared with {other!r}")
        return self.representative

    def __bool__(self):
        return bool(self.representative)

    def __float__(self):
        raise NotLiftedError("a lifted number is taken as a Python float")

    __int__ = __float__
    __hash__ = object.__hash__

    def __eq__(self, other):
        return self._side_of_zero(other) == 0

    def __ne__(self, other):
        return self._side_of_zero(other) != 0

    def __lt__(self, other):
        return self._side_of_zero(other) < 0

    def __le__(self, other):
        return self._side_of_zero(other) <= 0

    def __gt__(self, other):
        return self._side_of_zero(other) > 0

    def __ge__(self, other):
        return self._side_of_zero(other) >= 0


def lift(optimizer, names, values):
    """Replaces the attributes `names`; returns the new variables by name."""
    lifted = {}
    for name in names:
        owner, attribute = optimizer, name
        if name.startswith("inner_optimizer."):
            owner, attribute = optimizer.inner_optimizer, name.split(".")[1]
        lifted[name] = LiftedNumber(values[name])
        setattr(owner, attribute, lifted[name])
    return lifted
