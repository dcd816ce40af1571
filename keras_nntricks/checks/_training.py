"""Trains a twin step by step and keeps the true loss of each batch."""

import contextlib

from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks._shadowed import shadowed

# `rate` may mean anything else elsewhere, `dropout` of a recurrent cell may not.
_EVERYWHERE = ("dropout", "recurrent_dropout")
_OF_RANDOM_LAYERS = (*_EVERYWHERE, "rate", "stddev")
_RANDOM = ("Drop", "Noise", "StochasticDepth")


def step(twin, batch):
    """One training step; the loss of its batch before the step."""
    twin.reset_metrics()  # else the loss would be a running mean
    logs = twin.train_on_batch(*batch, return_dict=True)
    return float(logs["loss"])


@contextlib.contextmanager
def without_dropout(model):
    """Layers that drop or add noise at random do neither inside of it."""
    with contextlib.ExitStack() as stack:
        for layer in leaf_layers(model):
            for name in _amounts(layer):
                stack.enter_context(shadowed(layer, name, 0.0))
        yield


def _amounts(layer):
    """The attributes that say how much a layer drops."""
    kinds = [kind.__name__ for kind in type(layer).__mro__]
    is_random = any(word in kind for kind in kinds for word in _RANDOM)
    names = _OF_RANDOM_LAYERS if is_random else _EVERYWHERE
    return [name for name in names if isinstance(vars(layer).get(name), float)]
