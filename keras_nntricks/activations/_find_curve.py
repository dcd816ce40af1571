"""Which curve an argument `activation` stands for."""

import functools
import inspect

import keras

from keras_nntricks.activations._celu import celu
from keras_nntricks.activations._elu import elu
from keras_nntricks.activations._measured_curve import measured_curve
from keras_nntricks.activations._named_curves import (
    CURVES,
    MIXING,
    curve_by_name,
    curve_with_arguments,
    mixes_units,
)
from keras_nntricks.activations._selu import selu

EXACT = {"celu": celu, "elu": elu, "selu": selu}


def find_curve(activation):
    """The curve of a name, a Keras function or layer, a partial or a callable."""
    if activation is None:
        return curve_by_name("linear")
    if isinstance(activation, str):
        return curve_by_name(activation)
    if isinstance(activation, keras.layers.Layer):
        return _curve_of_layer(activation)
    if callable(activation):
        return _curve_of_function(activation)
    raise ValueError(
        "`activation` must be a name, a callable, a Keras activation layer or None. "
        f"Received: activation={activation!r}."
    )


def keras_name(function):
    """The name of a function of keras.activations, keras.ops or our own, or None."""
    for name in (*CURVES, *MIXING):
        if function is EXACT.get(name):
            return name
        for module in (keras.activations, keras.ops):
            if function is getattr(module, name, None):
                return name
    return None


def _curve_of_function(activation):
    function, arguments, keywords = activation, (), {}
    if isinstance(activation, functools.partial):
        function, arguments = activation.func, activation.args
        keywords = activation.keywords
    name = keras_name(function)
    if name in MIXING:
        raise ValueError(mixes_units(name))
    # Positional arguments of a partial come before the input: only a call can tell.
    if name is None or arguments:
        return measured_curve(activation)
    return curve_with_arguments(name, {**_defaults(function), **keywords})


def _defaults(function):
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {p.name: p.default for p in parameters if p.default is not p.empty}


def _curve_of_layer(layer):
    if hasattr(layer, "initial_activation"):
        return find_curve(layer.initial_activation())
    if isinstance(layer, keras.layers.Activation):
        return find_curve(layer.activation)
    if isinstance(layer, keras.layers.LeakyReLU):
        return CURVES["leaky_relu"](layer.negative_slope)
    if isinstance(layer, keras.layers.ELU):
        return CURVES["elu"](layer.alpha)
    if isinstance(layer, keras.layers.ReLU):
        return CURVES["relu"](layer.negative_slope, layer.max_value, layer.threshold)
    raise ValueError(
        "`activation` must be one of the layers Activation, ReLU, LeakyReLU and ELU, "
        "whose gain is fixed, or a layer with a method `initial_activation`. For a "
        "learned slope pass "
        "`functools.partial(keras.activations.leaky_relu, negative_slope=...)`, for "
        f"any other layer a function. Received: activation={layer!r}."
    )
