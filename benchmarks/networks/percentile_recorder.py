"""A layer that keeps how the inputs of a few units are spread, epoch by epoch."""

import keras
from keras import ops

SHARES = (0.15, 0.5, 0.85)


class PercentileRecorder(keras.layers.Layer):
    """Passes its inputs on; in training it keeps three percentiles of some units.

    The weight `table`, of shape (epochs, 3, units), holds the 15th, 50th and 85th
    percentile over the examples of a batch, as the mean over the batches of an epoch.

    Args:
        epochs: rows of the table.
        steps_per_epoch: batches that make a row.
        units: how many units, the first ones.
    """

    def __init__(self, epochs, steps_per_epoch, units=8, **kwargs):
        super().__init__(**kwargs)
        self.epochs = epochs
        self.steps_per_epoch = steps_per_epoch
        self.units = units

    def build(self, input_shape):
        units = min(self.units, input_shape[-1])
        shape = (self.epochs, len(SHARES), units)
        self.table = self._zeros(shape, "table")
        self.step = self._zeros((), "step", dtype="int32")

    def _zeros(self, shape, name, **kwargs):
        settings = {"initializer": "zeros", "trainable": False, "autocast": False}
        return self.add_weight(shape=shape, name=name, **settings, **kwargs)

    def call(self, inputs, training=None):
        if training:
            self._record(ops.stop_gradient(inputs))
        return inputs

    def _record(self, inputs):
        table = ops.convert_to_tensor(self.table)
        step = ops.convert_to_tensor(self.step)
        units = table.shape[-1]
        spread = ops.quantile(inputs[:, :units], SHARES, axis=0)
        place = ops.one_hot(step // self.steps_per_epoch, self.epochs)
        share = ops.reshape(place / self.steps_per_epoch, (-1, 1, 1))
        self.table.assign(table + share * spread)
        self.step.assign(step + 1)

    def get_config(self):
        names = ("epochs", "steps_per_epoch", "units")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
