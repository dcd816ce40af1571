"""A model as a function of its weights, in double precision, with no trace left."""

import contextlib

import keras
import numpy as np
from keras import ops

from keras_nntricks import taps
from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks.checks._twin import Twin, loss_of_precision, loss_weights_of


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
        self._variables = [v for v in model.variables if _is_float(v)]
        places = {id(variable): i for i, variable in enumerate(self._variables)}
        trainable = [v for v in model.trainable_variables if _is_float(v)]
        self.places = {v.path: places[id(v)] for v in trainable}
        self.start = [_read(variable) for variable in self._variables]
        self._twin = _twin(model)
        if self._twin is None and _is_array_of_floats(self._x):
            self.places["x"] = len(self.start)
            self.start.append(np.asarray(self._x, "float64"))
        self.value, self.gradient = taps.differentiable(self._loss)

    def _loss(self, values):
        with keras.StatelessScope(collect_losses=True) as scope:
            for variable, value in zip(self._variables, values, strict=False):
                scope.add_update((variable, value))
            if self._twin is None:
                return self._projection(values)
            predictions = self._twin(_widened(self._x), training=self._training)
            return self._twin.compute_loss(
                self._x, _widened(self._y), predictions, _widened(self._sample_weight)
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


@contextlib.contextmanager
def in_double_precision(model):
    """The layers of the model compute in float64 inside of it."""
    layers = _with_parts(model)
    before = [(layer, layer.dtype_policy) for layer in layers]
    with taps.double_precision():
        try:
            for layer in layers:
                layer.dtype_policy = keras.DTypePolicy("float64")
            yield
        finally:
            for layer, policy in before:
                layer.dtype_policy = policy


def _with_parts(model):
    models, found = [model], [model, *leaf_layers(model)]
    while models:
        inside = [
            part
            for part in getattr(models.pop(), "layers", ())
            if isinstance(part, keras.Model)
        ]
        models += inside
        found += inside
    return found


def _twin(model):
    if not isinstance(model, keras.Model) or not model.compiled:
        return None
    twin = Twin(model)
    weights = loss_weights_of(model)
    loss = loss_of_precision(model.loss, "float64")
    twin.compile(None, loss, loss_weights=weights, jit_compile=False)
    return twin


def _read(variable):
    return keras.ops.convert_to_numpy(variable).astype("float64")


def _is_float(variable):
    return "float" in variable.dtype


def _is_array_of_floats(x):
    return hasattr(x, "dtype") and np.asarray(x).dtype.kind == "f"


def _widened(data):
    return keras.tree.map_structure(_wide, data, none_is_leaf=True)


def _wide(array):
    if array is None:
        return None
    return array.astype("float64") if array.dtype.kind == "f" else array
