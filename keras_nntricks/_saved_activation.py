"""An activation as the argument of a layer or initializer, in and out of a config."""

import keras


def saved_activation(activation, instead):
    """What a config holds of it; `instead`, a number, if Keras cannot find it again."""
    if activation is None or isinstance(activation, str):
        return activation
    if isinstance(activation, keras.layers.Layer):
        return keras.saving.serialize_keras_object(activation)
    name = getattr(activation, "__name__", "")
    if name and activation is getattr(keras.activations, name, None):
        return name
    if name and keras.saving.get_registered_name(activation) != name:
        return keras.saving.serialize_keras_object(activation)
    return instead


def loaded_activation(activation):
    """The activation that was given, or that a config holds."""
    if isinstance(activation, dict):
        return keras.saving.deserialize_keras_object(activation)
    return activation
