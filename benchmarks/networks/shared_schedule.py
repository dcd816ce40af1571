"""Schedules whose numbers are variables."""

import keras
import numpy as np


class SharedSchedule(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule of which trainings that differ in its numbers share one program.

    A number of a schedule is a constant of the compiled step, so that each number is
    compiled anew. Here the numbers are variables of the optimizer, as its rate is.

    Args:
        **numbers: name -> number, or array of numbers. `number(name)` gives its tensor
            once the schedule is `given_to` an optimizer.
    """

    def __init__(self, **numbers):
        self._numbers = numbers
        self._variables = {}

    def given_to(self, optimizer):
        """Makes the numbers variables of the optimizer, and returns it."""
        for name, value in self._numbers.items():
            constant = keras.initializers.Constant(value)
            self._variables[name] = optimizer.add_variable(
                np.shape(value), constant, "float32", name=name
            )
        return optimizer

    def number(self, name):
        """The number, a tensor."""
        return keras.ops.convert_to_tensor(self._variables[name])

    def get_config(self):
        """Says what the compiled step depends on: no number."""
        return {}
