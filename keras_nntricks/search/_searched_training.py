"""What the hypermodels share: a space with ranges to choose, batch size and decay."""

import math
from collections.abc import Mapping

import keras_tuner

from keras_nntricks._arguments import require, require_count
from keras_nntricks.search._batch_size import batch_size
from keras_nntricks.search._decay import decay
from keras_nntricks.search._learning_rate import learning_rate

USUAL_BATCH_SIZE = 32  # that of `model.fit`


class SearchedTraining(keras_tuner.HyperModel):
    """Draws by builders; `space` maps their names to arguments, or to None: left out.

    `defaults` holds the whole space, `optional` the names that may be left out.
    """

    defaults: Mapping = {}
    optional: tuple = ()

    def __init__(self, space, examples, epochs, name):
        super().__init__(name=name)
        for argument, value in (("examples", examples), ("epochs", epochs)):
            if value is not None:
                require_count(argument, value)
        self.space = {**self.defaults, **self._checked(space)}
        self.examples = examples
        self.epochs = epochs
        if self.space["decay"] is not None:
            rule = "given if the decay is searched"
            require(examples is not None, "examples", rule, examples)
            require(epochs is not None, "epochs", rule, epochs)

    def _checked(self, space):
        rule = f"None or a dict with keys out of {tuple(self.defaults)}"
        valid = space is None or (
            isinstance(space, Mapping) and set(space) <= set(self.defaults)
        )
        require(valid, "space", rule, space)
        for name, options in (space or {}).items():
            left_out = options is None and name in self.optional
            also = " or None" if name in self.optional else ""
            rule = f"a dict of arguments of `search.{name}`{also}"
            valid = left_out or isinstance(options, Mapping)
            require(valid, f"space[{name!r}]", rule, options)
        return dict(space or {})

    def draw(self, name, builder, hp, *args):
        """Returns what `builder` draws from the range of `name`; None if left out."""
        options = self.space[name]
        return None if options is None else builder(hp, *args, **options)

    def rate(self, hp, compiled=None):
        """Returns the learning rate or its schedule; `compiled` if not searched."""
        size = self.draw("batch_size", batch_size, hp) or USUAL_BATCH_SIZE
        drawn = self.draw("learning_rate", learning_rate, hp)
        rate = compiled if drawn is None else drawn
        if self.space["decay"] is None:
            return rate
        steps = self.epochs * math.ceil(self.examples / size)
        return self.draw("decay", decay, hp, rate, steps)

    def fit(self, hp, model, *args, **kwargs):
        """Trains as `model.fit` does, with the batch size that was drawn."""
        drawn = self.draw("batch_size", batch_size, hp)
        if drawn is not None:
            _require_left_out(kwargs.get("batch_size"))
            kwargs["batch_size"] = drawn
        return model.fit(*args, **kwargs)


def _require_left_out(batch_size):
    rule = "left out where the search draws it"
    try:
        require(batch_size is None, "batch_size", rule, batch_size)
    except ValueError as error:
        # Any other error would end trial after trial, and not the search.
        raise keras_tuner.errors.FatalValueError(str(error)) from None
