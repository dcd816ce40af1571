"""The residual branches of a model: what is computed beside a shortcut and added."""

import keras

from keras_nntricks._arguments import require
from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks.calibration._graph import Graph
from keras_nntricks.calibration._kernel import find_kernel


def find_branches(model):
    """Lists of weight layers, one list per branch, in the order of the computation.

    Looks into functional models, also below others. A sum of tensors has branches if
    one of its sides, the shortcut, has fewer weight layers than the others.
    """
    found = []
    for part in [model, *_models_below(model)]:
        if isinstance(part, keras.Function):
            found += Graph(part).branches()
    return found


def _models_below(model):
    """Every model below, once, outermost first."""
    found = []
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            found += [layer, *_models_below(layer)]
    return list(dict.fromkeys(found))


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


def own_layers(branches):
    """Each branch without the layers of the branches inside it.

    Branches may be the same, apart from each other or one inside another.
    """
    for branch in branches:
        for other in branches:
            shared = set(branch) & set(other)
            apart = not shared or shared in (set(branch), set(other))
            names = sorted(layer.name for layer in shared)
            rule = f"apart from each other or one inside another; two share {names}"
            require(apart, "branches", rule, branches)
    own = (_own(branch, branches) for branch in branches)
    return [branch for branch in own if branch]


def _own(branch, branches):
    inside = [set(other) for other in branches if set(other) < set(branch)]
    return [layer for layer in branch if not any(layer in other for other in inside)]
