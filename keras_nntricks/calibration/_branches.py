"""The residual branches of a model: what is computed beside a shortcut and added."""

import graphlib
import warnings

import keras

from keras_nntricks._arguments import require
from keras_nntricks.calibration._kernel import find_kernel
from keras_nntricks.calibration._observe import leaf_layers


def find_branches(model):
    """Lists of weight layers, one list per branch, in the order of the computation.

    Looks into functional models, also below others. A sum of tensors has branches if
    one of its sides, the shortcut, has fewer weight layers than the others.
    """
    found = []
    for part in [model, *_models_below(model)]:
        if isinstance(part, keras.Function):
            found += _Graph(part).branches()
    return found


def _models_below(model):
    """Every model below, once, outermost first."""
    found = []
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found += [layer, *_models_below(layer)]
    return list(dict.fromkeys(found))


class _Graph:
    """The calls of a functional model and what each of them takes."""

    def __init__(self, model):
        self.layers = {layer.name: layer for layer in model.layers}
        self.sums, self.takes = [], {}
        for entry in _config(model):
            for place, node in enumerate(entry["inbound_nodes"]):
                call = (entry["name"], place)
                self.takes[call] = _tensors_in([node["args"], node["kwargs"]])
                if entry["class_name"] == "Add":
                    self.sums.append(call)
        self.before = self._all_before()

    def _all_before(self):
        """Call -> the call and all that it depends on."""
        before = {}
        for call in graphlib.TopologicalSorter(self.takes).static_order():
            taken = [before[other] for other in self.takes.get(call, ())]
            before[call] = frozenset([call]).union(*taken)
        return before

    def branches(self):
        """Those of each sum."""
        return [branch for call in self.sums for branch in self._branches_of(call)]

    def _branches_of(self, call):
        sides = [self.before[taken] for taken in self.takes[call]]
        if len(sides) < 2:
            return []
        common = frozenset.intersection(*sides)
        found = sorted((self._weights(side - common) for side in sides), key=len)
        shortcut, *others = found
        return [side for side in others if len(side) > len(shortcut)]

    def _weights(self, calls):
        ordered = sorted(calls, key=lambda call: len(self.before[call]))
        found = [_weight_layers(self.layers.get(name)) for name, _ in ordered]
        return list(dict.fromkeys(layer for layers in found for layer in layers))


def _config(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # lambdas cannot be saved; we do not save
        try:
            return model.get_config().get("layers", [])
        except (NotImplementedError, TypeError, ValueError):
            return []


def _tensors_in(value):
    """The calls whose outputs stand in the arguments of a saved call."""
    if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
        return [tuple(value["config"]["keras_history"][:2])]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return [call for entry in value for call in _tensors_in(entry)]
    return []


def _weight_layers(layer):
    if not isinstance(layer, keras.layers.Layer):
        return []
    below = [layer, *leaf_layers(layer)]
    return [part for part in below if find_kernel(part) is not None]


def checked_branches(model, branches):
    """The branches that were given, or those found where None was."""
    if branches is None:
        return find_branches(model)
    weights = [layer for layer in leaf_layers(model) if find_kernel(layer) is not None]
    lists = isinstance(branches, list | tuple) and all(
        isinstance(branch, list | tuple)
        and branch
        and all(any(layer is w for w in weights) for layer in branch)
        for branch in branches
    )
    rule = "lists of layers of the model that have a kernel, one list per branch"
    require(lists, "branches", rule, branches)
    return [list(branch) for branch in branches]


def trunk_and_branches(layers, branches):
    """The layers in no branch, then those of each; a nested branch has its own."""
    place_of = {}
    for place, branch in enumerate(sorted(branches, key=len, reverse=True)):
        place_of |= dict.fromkeys(branch, place)
    groups = {place: [] for place in (None, *place_of.values())}
    for layer in layers:
        groups[place_of.get(layer)].append(layer)
    return list(groups.values())
