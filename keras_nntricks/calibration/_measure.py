"""What a layer computes before its activation, and its moments."""

import collections
import functools

import keras
import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks._shadowed import shadowed
from keras_nntricks.calibration._full_precision import to_float64
from keras_nntricks.calibration._observe import observe

FLAT = 1e-7  # a standard deviation below this is none (as in the authors' code)
FEW = 32  # numbers that say little about a variance
SHARED = "called again: calibrated at its first call"


def pre_activation(layer, inputs):
    """What the layer gives to its fused activation, and what comes out of it."""
    activation, seen = getattr(layer, "activation", None), []
    if activation is None:
        outputs = layer.call(inputs)
        return _values(layer, outputs), outputs

    def watched(values):
        seen.append(values)
        return activation(values)

    with shadowed(layer, "activation", watched):
        outputs = layer.call(inputs)
    return _values(layer, (seen or [outputs])[-1]), outputs


def _values(layer, tensor):
    rule = f"without the layer {layer.name!r}, which gives several tensors"
    require(keras.ops.is_tensor(tensor), "model", rule, type(tensor))
    values = to_float64(tensor)
    rule = f"such that the outputs of layer {layer.name!r} are finite numbers"
    finite = values.size and np.all(np.isfinite(values))
    require(finite, "batch", rule, f"outputs of shape {values.shape}")
    return values


def moments(values):
    """Mean and standard deviation over everything."""
    return float(np.mean(values)), float(np.std(values))


def moments_seen(model, inputs, layers):
    """Layer -> moments before the activation at its first call; layer -> its calls."""
    seen, calls = {}, collections.Counter()

    def look(layer, layer_inputs, _):
        calls[layer] += 1
        if layer not in seen:
            seen[layer] = moments(pre_activation(layer, layer_inputs)[0])

    watch = {layer: functools.partial(look, layer) for layer in layers}
    observe(model, inputs, watch)
    return seen, calls


def notes(*said):
    """One note of several, without the empty ones."""
    return "; ".join(note for note in said if note)
