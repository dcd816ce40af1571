"""What every calibration asks of its model and its batch."""

import contextlib

import keras
import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks._leaf_layers import leaf_layers

_REPARAMETRISED = ("SpectralNormalization", "WeightNorm", "WeightStandardization")


def checked_model(model):
    """The layers below a built model, none of which rescales its kernel itself."""
    built = isinstance(model, keras.Model) and model.built
    require(built, "model", "a built keras.Model", model)
    layers = leaf_layers(model)
    for layer in layers:
        rule = (
            f"without layers that rescale their kernel, as {layer.name!r} does{_HINT}"
        )
        require(not _is_reparametrised(layer), "model", rule, model)
    return layers


_HINT = " (calibration.weight_norm_init starts WeightNorm layers)"


def _is_reparametrised(layer):
    return any(kind.__name__ in _REPARAMETRISED for kind in type(layer).__mro__)


def checked_batch(batch):
    """The batch with NumPy arrays as leaves, each of the same examples."""
    arrays = keras.tree.map_structure(_array, batch)
    leaves = keras.tree.flatten(arrays)
    sizes = {leaf.shape[:1] for leaf in leaves}
    enough = len(sizes) == 1 and min(sizes) >= (2,) and all(a.size for a in leaves)
    require(enough, "batch", "arrays of the same two or more examples", batch)
    finite = all(np.all(np.isfinite(leaf)) for leaf in leaves if _is_number(leaf))
    require(finite, "batch", "finite", batch)
    return arrays


def _array(leaf):
    return keras.ops.convert_to_numpy(leaf) if _is_tensor(leaf) else np.asarray(leaf)


def _is_tensor(leaf):
    return keras.ops.is_tensor(leaf) or isinstance(leaf, keras.Variable)


def _is_number(array):
    return array.dtype.kind not in "OSU"


@contextlib.contextmanager
def changing_only(model, variables):
    """Puts all other variables of the model back; after an exception, these too."""
    before = [(v, keras.ops.convert_to_numpy(v).copy()) for v in model.variables]
    changing = {id(variable) for variable in variables}
    try:
        yield
    except BaseException:
        changing = set()
        raise
    finally:
        for variable, value in before:
            if id(variable) not in changing:
                variable.assign(value)
