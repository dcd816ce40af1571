import keras

from keras_nntricks._leaf_layers import layer_path, leaf_layers
from keras_nntricks.monitors._describe_outputs import describe_outputs
from keras_nntricks.monitors._describe_weights import describe_weights
from keras_nntricks.monitors._facts import InputFacts, LayerFacts, ModelFacts
from keras_nntricks.monitors._flat_sides import FlatSides, flat_sides
from keras_nntricks.monitors._roles import Roles


def describe(model, steps_per_epoch=None):
    """Returns the `ModelFacts` of a compiled model.

    Args:
        model: a Keras model that is compiled.
        steps_per_epoch: training steps in an epoch, where they are known.

    Returns:
        `ModelFacts`: layers with their roles and the flat sides of their activations,
        weights, outputs with their losses, the optimizer and its settings.

    Example:
    >>> import keras
    >>> from keras_nntricks import monitors
    >>> dense = keras.layers.Dense(3, activation="relu")
    >>> model = keras.Sequential([keras.Input((2,)), dense, keras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> facts = monitors.describe(model)
    >>> facts.layers[0].flat_below
    0.0
    >>> facts.outputs[0].loss
    'mean_squared_error'
    """
    roles = Roles(model)
    layers = _layers(model)
    optimizer = model.optimizer
    inputs = [InputFacts(name, kinds) for name, kinds in roles.inputs.items()]
    facts = tuple(_layer_facts(layer, roles) for layer in layers)
    return ModelFacts(
        layers=facts,
        weights=describe_weights(model, layers),
        inputs=tuple(inputs),
        outputs=describe_outputs(model, facts),
        optimizer=type(optimizer).__name__ if optimizer else None,
        learning_rate=_learning_rate(optimizer),
        optimizer_settings=_settings(optimizer),
        steps_per_epoch=steps_per_epoch,
        trained_before=bool(optimizer and _number(optimizer.iterations) > 0),
    )


def _layers(model):
    found = leaf_layers(model)
    return [layer for layer in found if not isinstance(layer, keras.layers.InputLayer)]


def _layer_facts(layer, roles):
    sides = _sides_of(layer)
    return LayerFacts(
        path=layer_path(layer),
        kind=type(layer).__name__,
        activation=_activation_name(layer),
        role=roles.of(layer),
        flat_below=sides.below,
        flat_above=sides.above,
        flat_floor=sides.floor,
        trainable=bool(layer.trainable),
        dropout=_dropout(layer),
    )


def _dropout(layer):
    """The rate of a dropout layer, or the one that a recurrent layer has inside."""
    name = "rate" if "Dropout" in type(layer).__name__ else "dropout"
    rate = getattr(layer, name, 0.0)
    return float(rate) if isinstance(rate, int | float) else 0.0


def _sides_of(layer):
    if isinstance(layer, keras.layers.RNN):
        return FlatSides()  # its outputs are products of gates
    function = _activation_of(layer)
    return FlatSides() if function is None else flat_sides(function)


def _activation_of(layer):
    """What makes the layer's outputs from its pre-activations, if it never changes."""
    own = getattr(layer, "activation", None)
    if isinstance(own, keras.layers.Layer):
        return _activation_of(own)
    if callable(own):
        return own
    if isinstance(layer, keras.layers.ReLU | keras.layers.ELU):
        return layer.call
    if hasattr(layer, "initial_activation") and not layer.trainable_variables:
        return layer.initial_activation()
    return None


def _activation_name(layer):
    own = getattr(layer, "activation", None)
    if own is None:
        known = isinstance(layer, keras.layers.Softmax) or _activation_of(layer)
        return type(layer).__name__.lower() if known else None
    if isinstance(own, keras.layers.Layer):
        return type(own).__name__.lower()
    return getattr(own, "__name__", type(own).__name__)


def _settings(optimizer):
    config = optimizer.get_config() if optimizer else {}
    return {
        name: float(value)
        for name, value in config.items()
        if isinstance(value, int | float) and name != "learning_rate"
    }


def _learning_rate(optimizer):
    return _number(optimizer.learning_rate) if optimizer else None


def _number(variable):
    return float(keras.ops.convert_to_numpy(variable))
