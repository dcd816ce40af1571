"""The layers of a model whose outputs can be watched."""

import warnings

import keras

from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks.taps._keras_internals import is_rematerialized

# What lies inside of them runs in a loop of the graph.
_LOOPS = (keras.layers.RNN, keras.layers.TimeDistributed, keras.layers.Bidirectional)


def watched_layers(model):
    """The layers whose calls leave values in the step, the outermost first."""
    if is_rematerialized(model):
        return []
    layers = leaf_layers(model)
    closed = [x for x in layers if isinstance(x, _LOOPS) or is_rematerialized(x)]
    hidden = {id(part) for layer in closed for part in leaf_layers(layer)}
    return [
        layer
        for layer in layers
        if id(layer) not in hidden
        and not is_rematerialized(layer)
        and not isinstance(layer, keras.layers.InputLayer)
    ]


def warn_of_rematerialized(model):
    """Says once which layers are left out."""
    parts = [model, *leaf_layers(model)]
    names = [part.name for part in parts if is_rematerialized(part)]
    if names:
        warnings.warn(
            f"The outputs of rematerialized layers are not watched: {names}.",
            stacklevel=4,
        )


def unit_axis(layer, outputs):
    """The axis of an output along which the layer's units lie."""
    first = getattr(layer, "data_format", None) == "channels_first"
    return 1 if first and len(outputs.shape) > 2 else -1
