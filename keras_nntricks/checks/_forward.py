"""The losses and predictions of a model, with no trace left."""

import contextlib
import dataclasses
import warnings
from typing import Any

import keras
import numpy as np

from keras_nntricks.checks._twin import twin_of


@dataclasses.dataclass(frozen=True)
class Forward:
    """One batch: the whole loss, its penalties one by one, and the predictions."""

    loss: float
    penalties: tuple[float, ...]
    predictions: Any
    masked: bool

    @property
    def data_loss(self):
        """The loss without penalties."""
        return self.loss - sum(self.penalties)


def forward(model, batch, training=True):
    """The `Forward` of a batch as the first step of a training would see it."""
    x, y, sample_weight = batch
    twin = twin_of(model)
    # Regularizers look for the values of weights in the scope.
    values = [(variable, variable.value) for variable in model.variables]
    with keras.StatelessScope(values, collect_losses=True), _silence():
        predictions = twin(x, training=training)
        loss = twin.compute_loss(x, y, predictions, sample_weight, training=training)
        penalties = tuple(float(_numpy(part)) for part in twin.losses)
    masks = map(_mask_of, keras.tree.flatten(predictions))
    arrays = keras.tree.map_structure(_numpy, predictions)
    masked = any(mask is not None for mask in masks)
    return Forward(float(_numpy(loss)), penalties, arrays, masked)


@contextlib.contextmanager
def _silence():
    # What Keras warns of, a softmax over one unit, a check says as its result.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def forwards(model, examples):
    """One `Forward` for each batch."""
    return [forward(model, batch) for batch in examples.batches]


def mean_data_loss(passes):
    """The mean loss of the batches, without penalties."""
    return float(np.mean([one.data_loss for one in passes]))


def _mask_of(tensor):
    return getattr(tensor, "_keras_mask", None)


def _numpy(tensor):
    return keras.ops.convert_to_numpy(tensor).astype("float64")
