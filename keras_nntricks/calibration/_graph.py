"""The graph of a functional model: its calls, and its sums of tensors."""

import graphlib

import keras

from keras_nntricks._call_graph import call_config, takes
from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks.calibration._kernel import find_kernel


class Graph:
    """The calls of a functional model and what each of them takes.

    `asked` says which arguments will do where the graph cannot be read.
    """

    def __init__(self, model, asked="`branches`"):
        self.layers = {layer.name: layer for layer in model.layers}
        config = call_config(model, asked)
        self.takes = takes(config)
        adds = {e["name"] for e in config["layers"] if e["class_name"] == "Add"}
        self.sums = [call for call in self.takes if call[0] in adds]
        self.before = self._all_before()

    def _all_before(self):
        """Call -> the call and all that it depends on."""
        before = {}
        for call in graphlib.TopologicalSorter(self.takes).static_order():
            taken = [before[other] for other in self.takes.get(call, ())]
            before[call] = frozenset([call]).union(*taken)
        return before

    def weights_of(self, call):
        """The layers with a kernel that the call calls."""
        return weight_layers(self.layers.get(call[0]))

    def branches(self):
        """The weight layers of those of each sum; a sum of sums has none twice."""
        found = {}
        for call in self.sums:
            sides = sorted(map(self._weighty, self.sides(call)), key=self._num_weights)
            for side in sides[1:]:
                if self._num_weights(side) > self._num_weights(sides[0]):
                    found.setdefault(side, self._weights(side))
        return list(found.values())

    def sides(self, call):
        """What each tensor of a sum depends on and not all of them do."""
        sides = [self.before[taken] for taken in self.takes[call]]
        common = frozenset.intersection(*sides) if sides else frozenset()
        return [side - common for side in sides]

    def _weighty(self, calls):
        return frozenset(c for c in calls if self.weights_of(c))

    def _num_weights(self, calls):
        return len(self._weights(calls))

    def _weights(self, calls):
        ordered = sorted(calls, key=lambda call: (len(self.before[call]), call))
        found = map(self.weights_of, ordered)
        return list(dict.fromkeys(layer for layers in found for layer in layers))


def weight_layers(layer):
    """The layer and those below it that have a kernel."""
    if not isinstance(layer, keras.layers.Layer):
        return []
    below = [layer, *leaf_layers(layer)]
    return [part for part in below if find_kernel(part) is not None]
