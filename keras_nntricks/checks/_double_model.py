"""A model as a function of its weights and of its input."""

import keras
import numpy as np
from keras import ops

from keras_nntricks import taps
from keras_nntricks._double_model import double_twin, holding, is_float, read, widened


class DoubleModel:
    """The loss as a function of the trainable weights, and of a layer's input.

    A layer, or a model without a loss, has the sum of its outputs times fixed random
    numbers for a loss.

    Args:
        model: a built model or layer.
        batch: x, y and sample weights.
        training: whether it is called as in training.
    """

    def __init__(self, model, batch, training):
        self._model, self._training = model, training
        self._x, self._y, self._sample_weight = batch
        self._variables = [v for v in model.variables if is_float(v)]
        places = {id(variable): i for i, variable in enumerate(self._variables)}
        trainable = [v for v in model.trainable_variables if is_float(v)]
        self.places = {v.path: places[id(v)] for v in trainable}
        self.start = [read(variable) for variable in self._variables]
        self._twin = double_twin(model) if _has_a_loss(model) else None
        if self._twin is None and _is_array_of_floats(self._x):
            self.places["x"] = len(self.start)
            self.start.append(np.asarray(self._x, "float64"))
        self.value, self.gradient = taps.differentiable(self._loss)

    def _loss(self, values):
        with holding(self._variables, values[: len(self._variables)]):
            if self._twin is None:
                return self._projection(values)
            predictions = self._twin(widened(self._x), training=self._training)
            return self._twin.compute_loss(
                self._x, widened(self._y), predictions, widened(self._sample_weight)
            )

    def _projection(self, values):
        x = values[self.places["x"]] if "x" in self.places else self._x
        outputs = self._model(x, training=self._training)
        generator = np.random.default_rng(0)
        parts = [
            ops.sum(ops.multiply(part, generator.normal(size=tuple(part.shape))))
            for part in keras.tree.flatten(outputs)
        ]
        return sum(parts[1:], parts[0])


def _has_a_loss(model):
    return isinstance(model, keras.Model) and model.compiled


def _is_array_of_floats(x):
    return hasattr(x, "dtype") and np.asarray(x).dtype.kind == "f"
