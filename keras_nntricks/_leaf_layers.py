"""The layers that a model is made of."""

import keras


def leaf_layers(model):
    """Every layer below the model that is no model itself, once, outermost first.

    In the order in which the models hold them; shared layers where first held.
    """
    found = {}
    _collect(model, found)
    return [layer for layer in found.values() if not isinstance(layer, keras.Model)]


def below(model, kind):
    """The layers inside the layers of this kind."""
    outer = [layer for layer in leaf_layers(model) if isinstance(layer, kind)]
    return {part for layer in outer for part in leaf_layers(layer)}


def layer_path(layer):
    """The key of a layer wherever something is said of it."""
    return getattr(layer, "path", None) or layer.name


def _collect(layer, found):
    for part in _parts(layer):
        if id(part) not in found:
            found[id(part)] = part
            _collect(part, found)


def _parts(layer):
    if isinstance(layer, keras.Model):
        return layer.layers
    return list(_layers_among(vars(layer).values()))


def _layers_among(values):
    for value in values:
        if isinstance(value, keras.layers.Layer):
            yield value
        elif isinstance(value, dict):
            yield from _layers_among(value.values())
        elif isinstance(value, list | tuple):
            yield from _layers_among(value)
