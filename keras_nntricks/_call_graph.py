"""The calls of a functional model, read from its config."""

import warnings

import keras


def call_config(model, asked):
    """The config of a functional model: its layers, their calls and the outputs.

    Raises a ValueError that says `asked` must be given where it cannot be read.
    """
    # A class of its own may have a config that says nothing of the graph.
    plain = keras.Model(model.inputs, model.outputs, name=model.name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # lambdas cannot be saved; we do not save
        try:
            return plain.get_config()
        except Exception as error:
            layer = _without_config(plain) or model
            why = f"the config of layer {layer.name!r} cannot be read ({error})"
            raise ValueError(f"{asked} must be given: {why}") from error


def takes(config):
    """Call -> the calls whose outputs it takes; a call is (layer's name, place)."""
    return {
        (entry["name"], place): _tensors_in([node["args"], node["kwargs"]])
        for entry in config["layers"]
        for place, node in enumerate(entry["inbound_nodes"])
    }


def _without_config(model):
    for layer in model.layers:
        try:
            layer.get_config()
        except Exception:
            return layer
    return None


def _tensors_in(value):
    """The calls whose outputs stand in the arguments of a saved call."""
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        return [tuple(value["config"]["keras_history"][:2])]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [call for entry in value for call in _tensors_in(entry)]
    return []
