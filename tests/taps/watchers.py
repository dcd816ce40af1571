"""Watchers for tests, and what must be equal after a training with and without."""

import keras
import numpy as np

from keras_nntricks import taps

EVERYTHING = taps.Request(outputs=True, weights=True, batch=True)


class Watcher(keras.callbacks.Callback):
    """Keeps each sample that it wants."""

    def __init__(self, request=EVERYTHING, every=2):
        super().__init__()
        self.request, self.every = request, every
        self.samples, self.asked = [], []

    def set_model(self, model):
        super().set_model(model)
        self._watched = model

    def wants(self, step):
        self.asked.append(step)
        return step % self.every == 0

    def receive(self, sample):
        self.samples.append(sample)

    def on_train_begin(self, logs=None):
        taps.attach(self._watched, self, self.params.get("steps"))

    def on_train_end(self, logs=None):
        taps.detach(self._watched, self)

    @property
    def steps(self):
        return [sample.step for sample in self.samples]

    def values(self):
        return [sample.fetch() for sample in self.samples]


def state_of(model):
    """All variables of the model and its optimizer, as NumPy arrays."""
    variables = [*model.variables, *model.optimizer.variables]
    return [np.asarray(keras.ops.convert_to_numpy(v.value)) for v in variables]


def same(left, right, tolerance=0.0):
    """Whether two lists of arrays agree, bit for bit without a tolerance."""
    pairs = list(zip(left, right, strict=True))
    if tolerance:
        return all(np.allclose(a, b, tolerance, tolerance) for a, b in pairs)
    return all(a.tobytes() == b.tobytes() and a.shape == b.shape for a, b in pairs)


def attributes(model):
    """What stands on the model, its layers and its optimizer."""
    layers = list(model._flatten_layers())
    parts = [model, *layers, model.optimizer]
    return [
        {name for name in vars(part) if "train_function" not in name} for part in parts
    ]
