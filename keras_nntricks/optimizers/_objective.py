"""The loss over all examples as a function of one flat vector of weights."""

import keras
import numpy as np

from keras_nntricks import taps
from keras_nntricks._double_model import (
    double_twin,
    holding,
    in_double_precision,
    is_float,
    read,
    widened,
)
from keras_nntricks.optimizers._examples import size, taken


class Objective:
    """The model's loss in inference mode, in float64, and its gradient.

    Args:
        model: a compiled model.
        parts: the examples, in parts that are computed one after another.
    """

    def __init__(self, model, parts):
        self._model = model
        self._parts = [widened(part) for part in parts]
        self.variables = list(model.trainable_variables)
        trained = {id(variable) for variable in self.variables}
        floats = [v for v in model.variables if is_float(v)]
        self._others = [v for v in floats if id(v) not in trained]
        self._constants = [read(variable) for variable in self._others]
        with in_double_precision(model):
            self._twin = double_twin(model)
        self._at = taps.value_and_gradient(self._loss)

    def start(self):
        """The weights as they are, in one vector."""
        return np.concatenate([read(v).ravel() for v in self.variables])

    def put(self, vector):
        """Gives the weights to the model, in the precision of the model."""
        for variable, value in zip(self.variables, self._arrays(vector), strict=True):
            variable.assign(value)

    def __call__(self, vector):
        """The loss, a float, and its gradient, a vector."""
        arrays = self._arrays(vector)
        count = sum(map(size, self._parts))
        loss, gradient = 0.0, np.zeros_like(vector)
        for part in self._parts:
            share = size(part) / count
            with in_double_precision(self._model):
                value, slopes = self._at(arrays, self._constants, *part)
            loss += share * value
            gradient += share * np.concatenate([slope.ravel() for slope in slopes])
        return loss, gradient

    def is_mean_of_parts(self, examples):
        """Whether the loss of four examples is the mean of those of two and two."""
        four = _four(examples)
        whole = self._alone(four)
        halves = [self._alone(taken(four, half)) for half in ([0, 1], [2, 3])]
        return abs(whole - np.mean(halves)) <= 1e-5 * max(abs(whole), 1e-3)

    def _alone(self, part):
        with in_double_precision(self._model):
            values = _tensors(self._arrays(self.start()))
            loss = self._loss(values, self._constants, *part)
            return float(keras.ops.convert_to_numpy(loss))

    def _arrays(self, vector):
        shapes = [tuple(variable.shape) for variable in self.variables]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        parts = np.split(vector, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def _loss(self, values, others, x, y, sample_weight):
        pairs = (*self.variables, *self._others), (*values, *_tensors(others))
        with holding(*pairs):
            predictions = self._twin(x, training=False)
            return self._twin.compute_loss(x, y, predictions, sample_weight)


def _tensors(arrays):
    return [keras.ops.convert_to_tensor(array, dtype="float64") for array in arrays]


def _four(examples):
    """Four of them, of unequal weights if they have weights.

    With equal ones a mean by the sum of weights would look like a plain mean.
    """
    count = size(examples)
    x, y, sample_weight = widened(taken(examples, np.arange(4) * count // 4))
    if isinstance(sample_weight, np.ndarray) and sample_weight.ndim == 1:
        sample_weight = np.linspace(1.0, 2.0, 4)
    return x, y, sample_weight
