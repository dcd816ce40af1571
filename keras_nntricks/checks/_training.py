"""Trains a twin step by step and keeps the true loss of each batch."""

import contextlib

import keras

from keras_nntricks._leaf_layers import leaf_layers
from keras_nntricks._shadowed import shadowed

_DROPOUT = (
    keras.layers.Dropout,
    keras.layers.AlphaDropout,
    keras.layers.GaussianDropout,
)


def step(twin, batch):
    """One training step; the loss of its batch before the step."""
    twin.reset_metrics()  # else the loss would be a running mean
    logs = twin.train_on_batch(*batch, return_dict=True)
    return float(logs["loss"])


@contextlib.contextmanager
def without_dropout(model):
    """Keras's dropout layers drop nothing inside of it."""
    with contextlib.ExitStack() as stack:
        for layer in leaf_layers(model):
            if isinstance(layer, _DROPOUT):
                stack.enter_context(shadowed(layer, "rate", 0.0))
        yield
