"""Nothing that a check does stays."""

import contextlib
import random

import keras
import numpy as np

from keras_nntricks import taps
from keras_nntricks._arguments import require


@contextlib.contextmanager
def left_as_it_was(model):
    """Puts each variable of the model and the random generators back."""
    generators = random.getstate(), np.random.get_state()
    before = [(v, keras.ops.convert_to_numpy(v).copy()) for v in _variables(model)]
    try:
        with taps.leftovers_removed(model.variables):
            yield
    finally:
        for variable, value in before:
            variable.assign(value)
        random.setstate(generators[0])
        np.random.set_state(generators[1])


def _variables(model):
    """Seeds included; the optimizer and the metrics of the user are never touched."""
    return [*model.variables, *_global_seed()]


class _Noticed(keras.StatelessScope):
    """Keeps the variables that change inside of it."""

    def __init__(self):
        super().__init__()
        self.variables = []

    def add_update(self, update):
        self.variables.append(update[0])
        super().add_update(update)


def _global_seed():
    """The state of the generator behind random functions without a seed."""
    with _Noticed() as scope:
        keras.random.uniform((1,))
    return scope.variables


def require_compiled(model):
    """Raises `ValueError` unless it is a model that can be checked."""
    built = isinstance(model, keras.Model) and model.built
    require(built, "model", "a built keras.Model: call it on a batch first", model)
    require(model.compiled, "model", "compiled with a loss and an optimizer", model)
