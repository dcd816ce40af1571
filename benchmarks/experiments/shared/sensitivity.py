"""How much the loss changes when the weights do."""

import numpy as np

from benchmarks.experiments.shared.learning import cross_entropy, logits_of


def sensitivity(model, x, y, size=0.01, draws=4, seed=0):
    """Mean change of the loss, in nats, under a small random change of the kernels.

    Each entry of a kernel is moved by a normal number of `size` times the root mean
    square of the kernel. The model has its own weights again afterwards.

    Args:
        model: a network that gives logits.
        x: inputs.
        y: integer labels.
        size: relative size of the change.
        draws: number of changes.
        seed: of the changes.
    """
    weights = model.get_weights()
    generator = np.random.default_rng(seed)
    before = _loss(model, x, y)
    changes = []
    for _ in range(draws):
        model.set_weights([_moved(weight, size, generator) for weight in weights])
        changes.append(abs(_loss(model, x, y) - before))
    model.set_weights(weights)
    return float(np.mean(changes))


def _moved(weight, size, generator):
    if weight.ndim < 2:
        return weight
    noise = generator.standard_normal(weight.shape)
    return weight + np.float32(size * np.sqrt(np.mean(weight**2)) * noise)


def _loss(model, x, y):
    return cross_entropy(logits_of(model, x).astype("float64"), y)
