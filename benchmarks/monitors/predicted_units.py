"""Dead units as they are often looked for: by predicting the training set."""

import keras
import numpy as np


class PredictedUnits(keras.callbacks.Callback):
    """Predicts the training set with each ReLU layer after each epoch.

    That is how the dead-unit callback of keras-contrib worked; here it is only the
    comparison.
    """

    def __init__(self, x, batch_size):
        super().__init__()
        self._x, self._batch_size = x, batch_size
        self.dead = {}

    def on_train_begin(self, logs=None):
        self._parts = {
            layer.name: keras.Model(self.model.inputs, layer.output)
            for layer in self.model.layers
            if getattr(layer, "activation", None) is keras.activations.relu
        }

    def on_epoch_end(self, epoch, logs=None):
        for name, part in self._parts.items():
            outputs = part.predict(self._x, self._batch_size, verbose=0)
            axes = tuple(range(outputs.ndim - 1))
            self.dead[name] = int(np.sum(np.all(outputs == 0, axis=axes)))
