"""What regularizers should add to the loss, and regularizers made stronger."""

import contextlib

import keras
import numpy as np

from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks._shadowed import shadowed

_ENDING = "_regularizer"
_KNOWN = (keras.regularizers.L1, keras.regularizers.L2, keras.regularizers.L1L2)


def expected_penalties(model):
    """Path of a trainable weight -> the penalty of its values."""
    regularizers = {id(v): v.regularizer for v in model.trainable_variables}
    regularizers |= {id(v): regularizer for *_, v, regularizer in _declared(model)}
    return {
        variable.path: _penalty(regularizers[id(variable)], variable)
        for variable in model.trainable_variables
        if regularizers[id(variable)] is not None
    }


def _declared(model):
    """(layer, attribute, weight, regularizer) where a layer has one for its weight."""
    for layer in leaf_layers(model):
        for name, regularizer in list(vars(layer).items()):
            variable = getattr(layer, name.removesuffix(_ENDING), None)
            known = name.endswith(_ENDING) and isinstance(variable, keras.Variable)
            if known and callable(regularizer):
                yield layer, name, variable, regularizer


def _penalty(regularizer, variable):
    values = keras.ops.convert_to_numpy(variable).astype("float64")
    if type(regularizer) in _KNOWN:
        lasso = getattr(regularizer, "l1", 0.0) * np.sum(np.abs(values))
        return float(lasso + getattr(regularizer, "l2", 0.0) * np.sum(values**2))
    return float(keras.ops.convert_to_numpy(regularizer(variable)))


class _Stronger(keras.regularizers.Regularizer):
    """A regularizer times a factor."""

    def __init__(self, regularizer, factor):
        self.regularizer, self.factor = regularizer, factor

    def __call__(self, x):
        return self.factor * self.regularizer(x)


@contextlib.contextmanager
def stronger(model, factor):
    """Each regularizer adds `factor` times as much inside of it."""
    before = [(v, v.regularizer) for v in model.trainable_variables]
    with contextlib.ExitStack() as stack:
        for layer, name, _, regularizer in list(_declared(model)):
            made = _Stronger(regularizer, factor)
            stack.enter_context(shadowed(layer, name, made))
        try:
            for variable, regularizer in before:
                if regularizer is not None:
                    variable.regularizer = _Stronger(regularizer, factor)
            yield
        finally:
            for variable, regularizer in before:
                variable.regularizer = regularizer
