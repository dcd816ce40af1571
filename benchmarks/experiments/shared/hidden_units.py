"""What the hidden units of a network do on a whole data set."""

import keras
import numpy as np


def unit_ranges(model, x, at_once=5000):
    """Smallest and largest output of each unit of the layers "hidden_1", ...

    Args:
        model: a `keras.Sequential` whose activation layers have these names.
        x: array of examples.
        at_once: examples per forward pass.

    Returns:
        List with one pair of arrays (units,) per hidden layer: lowest, highest.
    """
    parts = np.array_split(x, -(-len(x) // at_once))
    outputs = [[_range(units) for units in hidden_outputs(model, p)] for p in parts]
    return [_widest(of_layer) for of_layer in zip(*outputs, strict=True)]


def hidden_outputs(model, x):
    """The outputs of the layers "hidden_1", ..., arrays (examples, units)."""
    found, signal = [], x
    for layer in model.layers:
        signal = layer(signal)
        if layer.name.startswith("hidden_"):
            found.append(keras.ops.convert_to_numpy(signal))
    return found


def dead(ranges):
    """(units,) per layer: whether the output is 0 on every example."""
    return [(low == 0) & (high == 0) for low, high in ranges]


def dead_at_start(build, run, x):
    """The share of hidden units that are dead before a run is trained."""
    keras.utils.set_random_seed(run["seed"])
    model = build(**{name: value for name, value in run.items() if name != "seed"})
    return share(dead(unit_ranges(model, x)))


def flat(ranges, below):
    """(units,) per layer: whether no output is above `below`."""
    return [high <= below for _, high in ranges]


def share(marked):
    """The share of all units that are marked, over all layers."""
    return float(np.mean(np.concatenate(marked)))


def _range(units):
    return units.min(axis=0), units.max(axis=0)


def _widest(ranges):
    low, high = zip(*ranges, strict=True)
    return np.min(low, axis=0), np.max(high, axis=0)
