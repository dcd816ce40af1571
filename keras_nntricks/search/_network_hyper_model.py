"""What the ready networks share: their layers, their output and how they train."""

import keras

from keras_nntricks import layers
from keras_nntricks._arguments import is_integer, require, require_count
from keras_nntricks.search._activation import activation
from keras_nntricks.search._dropout import dropout
from keras_nntricks.search._initializer import initializer
from keras_nntricks.search._normalization import normalization
from keras_nntricks.search._optimizer import optimizer
from keras_nntricks.search._searched_training import SearchedTraining
from keras_nntricks.search._weight_decay import weight_decay

TRAINING = {
    "activation": {},
    "initializer": {},
    "normalization": {},
    "dropout": {},
    "optimizer": {},
    "learning_rate": {},
    "weight_decay": {},
    "batch_size": None,
    "decay": None,
}
OPTIONAL = ("normalization", "dropout", "weight_decay", "batch_size", "decay")


class NetworkHyperModel(SearchedTraining):
    """A network whose hidden layers the method `hidden` draws."""

    optional = OPTIONAL

    def __init__(
        self,
        input_shape,
        output_units,
        output_activation,
        loss,
        metrics,
        *arguments,
    ):
        super().__init__(*arguments)
        _require_shape(input_shape)
        require_count("output_units", output_units)
        self.input_shape = tuple(input_shape)
        self.output_units = output_units
        self.output_activation = output_activation
        self.loss = loss
        self.metrics = metrics

    def hidden(self, hp, inputs):
        """Returns the tensor that the output layer reads."""
        raise NotImplementedError

    def build(self, hp):
        """Returns the compiled model of the values that were drawn."""
        inputs = keras.Input(self.input_shape)
        features = self.hidden(hp, inputs)
        last = keras.layers.Dense(
            self.output_units,
            activation=self.output_activation,
            # Nothing follows whose signal would have to keep its size.
            kernel_initializer=self.draw("initializer", initializer, hp, None),
        )
        model = keras.Model(inputs, last(features))
        metrics = None if self.metrics is None else list(self.metrics)
        model.compile(self._optimizer(hp), self.loss, metrics=metrics)
        return model

    def unit(self, hp, make, size, inputs):
        """Applies a layer of weights, then normalization, then the activation."""
        act = self.draw("activation", activation, hp)
        normalize = self.draw("normalization", normalization, hp)
        # A unit of maxout is the largest of its pieces.
        pieces = act.num_pieces if isinstance(act, layers.Maxout) else 1
        kernel = self.draw("initializer", initializer, hp, act)
        x = make(size * pieces, kernel_initializer=kernel)(inputs)
        return act(x if normalize is None else normalize(x))

    def drop(self, hp, inputs):
        """Applies dropout, if it is searched."""
        rate = self.draw("dropout", dropout, hp)
        return inputs if rate is None else keras.layers.Dropout(rate)(inputs)

    def _optimizer(self, hp):
        strength = self.draw("weight_decay", weight_decay, hp)
        return self.draw("optimizer", optimizer, hp, self.rate(hp), strength)


def _require_shape(shape):
    valid = isinstance(shape, list | tuple) and len(shape) > 0
    valid = valid and all(is_integer(size) and size >= 1 for size in shape)
    require(valid, "input_shape", "a tuple of positive integers", shape)
