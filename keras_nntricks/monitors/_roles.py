"""What each layer is there for, as far as the graph of the model tells."""

import keras

from keras_nntricks._call_graph import call_config, takes
from keras_nntricks._leaf_layers import leaf_layers

_RECURRENT = (keras.layers.RNN, keras.layers.TimeDistributed)
_DROPOUT = ("Dropout", "Noise", "Cutout", "StochasticDepth")


class Roles:
    """The roles of the layers of a model, and which layers take its inputs."""

    def __init__(self, model):
        self._roles = {}
        self.inputs = {}
        self._ends(model, is_output=True)
        graph = _graph(model)
        if graph is not None:
            self._note_inputs(*graph, {layer.name: layer for layer in model.layers})
        for layer in leaf_layers(model):
            if isinstance(layer, _RECURRENT):
                for part in (layer, *leaf_layers(layer)):
                    self._roles[id(part)] = "recurrent"

    def of(self, layer):
        """The role of a layer."""
        kind = type(layer).__name__
        if "Norm" in kind and "WeightNorm" not in kind:
            return "normalization"
        if any(word in kind for word in _DROPOUT):
            return "dropout"
        return self._roles.get(id(layer), "hidden")

    def _ends(self, model, is_output):
        graph = _graph(model)
        if graph is None:
            self._end_of_unknown(model, is_output)
            return
        config, taken = graph
        layers = {layer.name: layer for layer in model.layers}
        ends = {call[0] for call in _tensors(config["output_layers"])}
        gates = {
            call[0]
            for name, calls in ((call[0], took) for call, took in taken.items())
            if type(layers.get(name)).__name__ == "Multiply"
            for call in calls
        }
        for name, layer in layers.items():
            self._tell(layer, is_output and name in ends, name in gates)

    def _tell(self, layer, is_output, is_gate):
        if isinstance(layer, keras.Model):
            self._ends(layer, is_output)
        elif is_output or is_gate:
            self._roles[id(layer)] = "output" if is_output else "gate"

    def _end_of_unknown(self, model, is_output):
        """A subclassed model does not tell; what it holds last is the likely end."""
        layers = [layer for layer in leaf_layers(model) if layer.built]
        if is_output and layers:
            self._roles[id(layers[-1])] = "output"

    def _note_inputs(self, config, taken, layers):
        for name, *_ in _tensors(config["input_layers"]):
            self.inputs[name] = tuple(
                type(layers.get(call[0])).__name__
                for call, took in taken.items()
                if name in (other[0] for other in took)
            )


def _graph(model):
    if not isinstance(model, keras.Sequential | keras.Function) or not model.built:
        return None
    try:
        config = call_config(model, "the roles")
    except ValueError:
        return None
    return config, takes(config)


def _tensors(value):
    """The (layer, call, tensor) triples in a nested structure of them."""
    if isinstance(value, list | tuple) and value and isinstance(value[0], str):
        return [tuple(value)]
    if isinstance(value, dict):
        value = list(value.values())
    return [triple for entry in value for triple in _tensors(entry)]
