"""The weights of a model, the frozen ones too."""

import keras
import numpy as np

from keras_nntricks._leaf_layers import layer_path
from keras_nntricks.monitors._facts import WeightFacts


def describe_weights(model, layers):
    """A tuple of `WeightFacts`, each variable once."""
    owners = {}
    for layer in layers:
        for variable in layer.weights:
            owners[id(variable)] = layer  # the innermost layer comes last
    return tuple(
        _weight(variable, owners.get(id(variable), model)) for variable in model.weights
    )


def _weight(variable, owner):
    kind = _kind(variable, owner)
    frozen = kind == "kernel" and not variable.trainable
    return WeightFacts(
        path=variable.path,
        layer=layer_path(owner),
        shape=tuple(variable.shape),
        trainable=bool(variable.trainable),
        kind=kind,
        fresh=_is_fresh(variable, owner) if frozen else None,
    )


def _kind(variable, owner):
    is_float = "float" in keras.backend.standardize_dtype(variable.dtype)
    if not is_float or (owner.trainable and not variable.trainable):
        return "state"
    is_kernel = len(variable.shape) >= 2 and variable.name != "bias"
    return "kernel" if is_kernel else "vector"


def _is_fresh(variable, owner):
    """Whether a kernel has the spread of a first draw and its bias the first value."""
    initializer = getattr(owner, f"{variable.name}_initializer", None)
    if (
        initializer is None
        or variable.shape != getattr(owner, "kernel", variable).shape
    ):
        return None
    drawn = _draw(initializer, variable)
    if drawn is None or not np.any(drawn):
        return None
    values = _read(variable)
    noise = 0.03 + 4 / np.sqrt(2 * values.size)
    same_std = abs(np.std(values) / np.std(drawn) - 1) < noise
    same_end = abs(np.max(np.abs(values)) / np.max(np.abs(drawn)) - 1) < 0.2
    bias = getattr(owner, "bias", None)
    return bool(same_std and same_end and (bias is None or not np.any(_read(bias))))


def _draw(initializer, variable):
    """Values with a seed of its own: the random state of the program stays."""
    try:
        config = initializer.get_config()
        seed = {"seed": 0} if "seed" in config else {}
        copy = type(initializer).from_config({**config, **seed})
        values = copy(tuple(variable.shape), dtype="float32")
        return keras.ops.convert_to_numpy(values)
    except Exception:
        return None  # an initializer of the user's own that needs more than a shape


def _read(variable):
    return np.asarray(keras.ops.convert_to_numpy(variable), "float64")
