"""Runs of one structure, and the program that trains them."""

import dataclasses
from typing import Any

import keras
import numpy as np

from keras_nntricks.sweeps._lifting import NotLiftedError, lift
from keras_nntricks.sweeps._structure import kinds_of_variables

__all__ = ["Group", "NotLiftedError", "Start", "settings_of"]


def settings_of(run):
    """What a run gives to `build`."""
    return {name: value for name, value in run.items() if name != "seed"}


@dataclasses.dataclass
class Start:
    """What is kept of a run's model: its values, not the model."""

    index: int
    run: dict[str, Any]
    numbers: dict[str, float]
    trainable: list[np.ndarray]
    non_trainable: list[np.ndarray]
    optimizer: list[np.ndarray]
    seconds: float = 0.0

    @classmethod
    def of(cls, model, index, run, numbers):
        """The start of a run from its built model."""
        as_numpy = keras.ops.convert_to_numpy
        kinds = kinds_of_variables(model)
        values = [[as_numpy(v.value) for v in kind] for kind in kinds]
        return cls(index, run, numbers, *values)


class Group:
    """The runs of one structure and a model that stands for them.

    Args:
        template: a built model of that structure; it is changed by `prepare`.
    """

    def __init__(self, template):
        self.starts = []
        self._template = template
        self._prepared = None

    @property
    def _differing(self):
        """Names of the optimizer's numbers in which the runs differ."""
        first = self.starts[0].numbers
        names = [{n for n in first if s.numbers[n] != first[n]} for s in self.starts]
        return sorted(set().union(*names))

    def prepare(self, task, mapping, num_runs, background):
        """Starts to compile the program for so many runs."""
        # jax is imported when a program is needed, not before.
        from keras_nntricks.sweeps._jax_program import Program

        names = self._differing
        self._lift(task, names)
        try:
            program = Program(task, self._template, mapping, num_runs)
            program.trace(self._state(self.starts[0]))
            unread = [n for n, number in self._lifted.items() if not number.was_read]
        except (TypeError, ValueError):
            if not names:
                raise
            unread = names
        if unread:
            self._prepared = (names, num_runs, None)
            return
        self._prepared = (names, num_runs, program)
        program.compile(background)

    def program(self, task, mapping):
        """The program for the runs that the group has now."""
        expected = (self._differing, len(self.starts))
        if self._prepared is None or self._prepared[:2] != expected:
            self._template = task.model(self.starts[0].run)
            self.prepare(task, mapping, len(self.starts), None)
        program = self._prepared[2]
        if program is None:
            raise NotLiftedError(f"{self._differing} cannot be variables")
        return program

    def _lift(self, task, names):
        task.complete(self._template)
        optimizer = self._template.optimizer
        self._places = {id(v): i for i, v in enumerate(optimizer.variables)}
        self._lifted = lift(optimizer, names, self.starts[0].numbers)

    def _state(self, start):
        """The values of a run in the order of the template's variables."""
        names = {id(variable): name for name, variable in self._lifted.items()}
        floatx = keras.config.floatx()
        values = [
            np.asarray(start.numbers[names[id(v)]], floatx)
            if id(v) in names
            else start.optimizer[self._places[id(v)]]
            for v in self._template.optimizer.variables
        ]
        return start.trainable, start.non_trainable, values

    def take_states(self):
        """The values of all runs, which are not kept."""
        states = [self._state(start) for start in self.starts]
        for start in self.starts:
            start.trainable = start.non_trainable = start.optimizer = None
        return states

    def weights(self, trainable, non_trainable):
        """The values in the order of `get_weights()`."""
        model = self._template
        variables = [*model.trainable_variables, *model.non_trainable_variables]
        values = [*trainable, *non_trainable]
        by_variable = {id(v): x for v, x in zip(variables, values, strict=True)}
        return [by_variable[id(v)] for v in model.weights]

    def apart(self, task):
        """One group for each choice of the numbers that cannot be lifted."""
        parts = {}
        for start in self.starts:
            key = tuple(start.numbers[name] for name in self._differing)
            if key not in parts:
                parts[key] = Group(task.model(start.run))
            parts[key].starts.append(start)
        return list(parts.values())
