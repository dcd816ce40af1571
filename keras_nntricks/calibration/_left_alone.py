"""The layers of a model that a calibration does not change, and why."""

import keras
import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks._leaf_layers import below, leaf_layers
from keras_nntricks.calibration._kernel import find_kernel
from keras_nntricks.calibration._report import Row

RECURRENT = "left alone: recurrent"
FIRST_STEP = "calibrated at the first time step"


def require_plain_kernels(layers):
    """Raises where the kernel is not what its layer multiplies by."""
    for layer in layers:
        low_rank = getattr(layer, "lora_enabled", False)
        integer = layer.quantization_mode is not None and find_kernel(layer) is None
        rule = f"without LoRA and quantized kernels, as {layer.name!r} has"
        require(not (low_rank or integer), "model", rule, layer)


def rows_left_alone(model, calibrated):
    """A row for each other layer with weights of two or more axes."""
    inside = below(model, keras.layers.RNN)
    skipped = [layer for layer in leaf_layers(model) if layer not in calibrated]
    reasons = {
        layer: _reason(layer)
        for layer in skipped
        if layer not in inside and _has_matrices(layer)
    }
    return tuple(
        Row(layer.name, *[np.nan] * 4, 0, why) for layer, why in reasons.items()
    )


def _has_matrices(layer):
    """Recurrent layers with all that is inside, others without."""
    if isinstance(layer, keras.layers.RNN):
        return any(len(weight.shape) >= 2 for weight in layer.weights)
    inner = {id(weight) for part in leaf_layers(layer) for weight in part.weights}
    return any(len(w.shape) >= 2 and id(w) not in inner for w in layer.weights)


def _reason(layer):
    if isinstance(layer, keras.layers.RNN) or hasattr(layer, "recurrent_kernel"):
        return RECURRENT
    if isinstance(layer, keras.layers.Embedding):
        return "left alone: embedding"
    tied = find_kernel(layer) is not None
    return "left alone: " + ("its kernel is another layer's" if tied else "no kernel")
