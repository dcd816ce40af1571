"""A model as a function of its weights, in double precision, with no trace left."""

import contextlib

import keras

from keras_nntricks import taps
from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks._twin import Twin, loss_of_precision, loss_weights_of


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


def double_twin(model):
    """A `Twin` whose loss is the model's in float64; to be made in double precision."""
    twin = Twin(model)
    weights = loss_weights_of(model)
    loss = loss_of_precision(model.loss, "float64")
    twin.compile(None, loss, loss_weights=weights, jit_compile=False)
    return twin


def read(variable):
    """The values of a variable in float64."""
    return keras.ops.convert_to_numpy(variable).astype("float64")


def is_float(variable):
    """Whether it holds numbers that a loss may be differentiated by."""
    return "float" in variable.dtype


def widened(data):
    """The same structure of NumPy arrays, those of floats in float64."""
    return keras.tree.map_structure(_wide, data, none_is_leaf=True)


def _wide(array):
    if array is None:
        return None
    return array.astype("float64") if array.dtype.kind == "f" else array


@contextlib.contextmanager
def holding(variables, values):
    """The variables have these values inside of it; losses that are added count."""
    with keras.StatelessScope(collect_losses=True) as scope:
        for variable, value in zip(variables, values, strict=True):
            scope.add_update((variable, value))
        yield
