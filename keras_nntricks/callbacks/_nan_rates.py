"""The learning rates among the variables of a training's state."""

import keras

from keras_nntricks import taps


def settable(optimizer):
    """Whether the learning rate is a number that can be set."""
    return isinstance(getattr(optimizer, "learning_rate", None), keras.Variable)


class Rates:
    """Learning rates that go on from now when the state goes back.

    Args:
        state: the `taps.TrainingState` of a model that trains.
    """

    def __init__(self, state):
        self._state = state
        optimizers = state.optimizers()
        self._several = len(optimizers) > 1
        self._known = [(o.learning_rate, o) for o in optimizers if settable(o)]

    def of_now(self, values, now, factor):
        """The values with the rates of now times the factor."""
        groups = [list(group) for group in values]
        for place in self._places(len(groups[2])):
            groups[2][place] = now[2][place] * factor
        return tuple(groups)

    def are_used(self, now):
        """Whether a step was made with one of the rates: is it the one to lower?"""
        places = self._numbers()
        counts = [places.get(id(o.iterations)) for _, o in self._known]
        made = [taps.Reading(now[2][n]).value() for n in counts if n is not None]
        return bool(made) and (not self._several or max(made) > 0)

    def _places(self, size):
        numbers = self._numbers()
        found = [numbers.get(id(rate), size) for rate, _ in self._known]
        return [place for place in found if place < size]

    def _numbers(self):
        return {id(v): n for n, v in enumerate(self._state.variables()[2])}
