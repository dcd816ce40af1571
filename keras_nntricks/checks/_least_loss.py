"""The loss of predictions that cannot be better."""

import keras
import numpy as np

from keras_nntricks import monitors
from keras_nntricks._twin import computes_own_loss, loss_weights_of


def least_loss(model, batch):
    """The least loss that the model can reach on a batch; None where it is not known.

    Over many losses nothing is known; those below 0 tell so themselves.
    """
    outputs = monitors.describe(model).outputs
    targets = [part for part in keras.tree.flatten(batch[1]) if part is not None]
    weighted = batch[2] is not None or loss_weights_of(model) is not None
    if weighted or computes_own_loss(model) or len(outputs) != 1 or len(targets) != 1:
        return None
    least = _LEAST.get(outputs[0].loss)
    return least and least(targets[0].astype("float64"), outputs[0].loss_settings)


def _cosine(targets, settings):
    return -1.0


def _crossentropy(targets, settings):
    """The entropy of the targets, with label smoothing."""
    units, smoothing = targets.shape[-1], settings.get("label_smoothing", 0.0)
    smooth = targets * (1 - smoothing) + smoothing / units
    totals = smooth.sum(axis=-1, keepdims=True)
    shares = smooth / np.maximum(totals, 1e-30)
    return float(np.mean(np.sum(-smooth * _log(shares), axis=-1)))


def _binary_crossentropy(targets, settings):
    smoothing = settings.get("label_smoothing", 0.0)
    smooth = targets * (1 - smoothing) + smoothing / 2
    return float(np.mean(-smooth * _log(smooth) - (1 - smooth) * _log(1 - smooth)))


def _poisson(targets, settings):
    return float(np.mean(targets - targets * _log(targets)))


def _zero(targets, settings):
    return 0.0


def _log(values):
    """0 where the value is 0: it is multiplied by it."""
    return np.log(np.where(values > 0, values, 1.0))


_LEAST = {
    "binary_crossentropy": _binary_crossentropy,
    "categorical_crossentropy": _crossentropy,
    "cosine_similarity": _cosine,
    "mean_absolute_error": _zero,
    "mean_squared_error": _zero,
    "poisson": _poisson,
    "sparse_categorical_crossentropy": _zero,
}
