"""Many narrow, deep ReLU networks at once, to count those that are born dead."""

import numpy as np

RAI_STD = 0.6007


def born_dead_by_depth(initializer, width, depth, networks, seed):
    """Count dead networks after each depth up to `depth`.

    Args:
        initializer: "he" or "rai".
        width: units per hidden layer.
        depth: weight layers of the deepest network counted.
        networks: how many to draw.
        seed: of the weights.

    Returns:
        (dead, ray_dead): lists over 2, 3, ..., `depth` weight layers. `dead` counts
        networks with a layer that is zero on every input tried, `ray_dead` those
        with one that is zero at the last input.
    """
    generator = np.random.default_rng(seed)
    draw = LAYERS[initializer]
    hidden = np.repeat(INPUTS[initializer][None, :, None], networks, axis=2)
    dead, ray_dead = [], []
    for layer in range(depth - 1):
        hidden = draw(generator, hidden, width, first=layer == 0)
        alive = hidden.any(axis=0)
        ray_dead.append(int(networks - alive[-1].sum()))
        hidden = hidden[:, :, alive.any(axis=0)]
        dead.append(networks - hidden.shape[2])
    return dead, ray_dead


def _he_layer(generator, hidden, width, first):
    """He's normal weights, no bias."""
    del first
    fan_in, _, networks = hidden.shape
    shape = (width, fan_in, networks)
    kernel = generator.standard_normal(shape, dtype="float32") * (2 / fan_in) ** 0.5
    return np.maximum(_product(kernel, hidden), 0)


def _rai_layer(generator, hidden, width, first):
    """One entry of each unit's weights and bias is Beta(2, 1), the rest normal.

    The first layer is He's, as the paper's theorem assumes.
    """
    if first:
        return _he_layer(generator, hidden, width, first)
    fan_in, _, networks = hidden.shape
    shape = (width, fan_in + 1, networks)
    kernel = generator.standard_normal(shape, dtype="float32")
    kernel *= RAI_STD / fan_in**0.5
    chosen = generator.integers(fan_in + 1, size=(width, 1, networks))
    positive = np.sqrt(generator.random((width, 1, networks), dtype="float32"))
    np.put_along_axis(kernel, chosen, positive, axis=1)
    signal = _product(kernel[:, :-1], hidden) + kernel[:, -1:]
    return np.maximum(signal, 0)


def _product(kernel, hidden):
    """(units, inputs, networks) x (inputs, points, networks), network by network."""
    total = kernel[:, 0, None] * hidden[None, 0]
    for index in range(1, kernel.shape[1]):
        total += kernel[:, index, None] * hidden[None, index]
    return total


LAYERS = {"he": _he_layer, "rai": _rai_layer}

# Without biases a network is decided by its two rays; with biases a grid is needed,
# and one that misses a narrow living interval only counts too many as dead.
INPUTS = {
    "he": np.array([-1.0, 1.0], "float32"),
    "rai": np.linspace(-(3**0.5), 3**0.5, 5, dtype="float32"),
}
