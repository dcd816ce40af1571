"""The layers with a kernel that make a residual network's outputs."""

import keras

from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks.calibration._graph import Graph, weight_layers


def find_heads(model, in_branches):
    """The last layer with a kernel behind the branches, for each end of the model.

    There are none if the branches end in no such layer or the graph is not known.
    """
    if not isinstance(model, keras.Sequential | keras.Function):
        return []
    graph = Graph(model, "`classifier`")
    blocks = [call for call in graph.takes if _is_block(graph, call, in_branches)]
    heads = _heads_behind(graph, blocks)
    if heads:
        return heads
    inside = [graph.layers.get(name) for name, _ in _last(graph, blocks)]
    return [
        head for part in dict.fromkeys(inside) for head in find_heads(part, in_branches)
    ]


def _is_block(graph, call, in_branches):
    """Whether a branch is added here, or somewhere inside what is called."""
    if call in graph.sums:
        calls = [other for side in graph.sides(call) for other in side]
        return any(part in in_branches for c in calls for part in graph.weights_of(c))
    layer = graph.layers.get(call[0])
    below = leaf_layers(layer) if layer is not None else ()
    return any(part in in_branches for part in below)


def _heads_behind(graph, blocks):
    """Kernels of calls that depend on a block, and that no block depends on."""
    upstream = frozenset().union(*(graph.before[call] for call in blocks))
    weighty = [c for c in graph.takes if graph.weights_of(c)]
    tail = [
        c
        for c in weighty
        if c not in upstream and not graph.before[c].isdisjoint(blocks)
    ]
    ends = [graph.layers[name] for name, _ in _last(graph, tail)]
    early = {call[0] for call in weighty if call not in tail}
    if any(layer.name in early for layer in ends):
        return []
    return [head for layer in dict.fromkeys(ends) for head in _ends_of(layer)]


def _last(graph, calls):
    """Those that no other depends on."""
    return [
        call
        for call in calls
        if not any(call in graph.before[c] for c in calls if c != call)
    ]


def _ends_of(layer):
    """The kernels that make what comes out of it; none if that is not known."""
    if isinstance(layer, keras.Sequential | keras.Function):
        graph = Graph(layer, "`classifier`")
        weighty = [c for c in graph.takes if graph.weights_of(c)]
        ends = dict.fromkeys(graph.layers[name] for name, _ in _last(graph, weighty))
        return [head for end in ends for head in _ends_of(end)]
    found = weight_layers(layer)
    return found if len(found) == 1 else []
