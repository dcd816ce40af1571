"""Which layers keep statistics of their batches, and how these may be estimated."""

import keras

from keras_nntricks._arguments import is_integer, require
from keras_nntricks._leaf_layers import below, leaf_layers

ESTIMATORS = ("pooled", "averaged")


def require_estimation(estimator, sequential, num_batches):
    """Raises `ValueError` unless the arguments say how to estimate."""
    require(estimator in ESTIMATORS, "estimator", "'pooled' or 'averaged'", estimator)
    require(isinstance(sequential, bool), "sequential", "True or False", sequential)
    positive = is_integer(num_batches) and num_batches >= 1
    valid = num_batches is None or positive
    require(valid, "num_batches", "a positive integer or None", num_batches)


def keeps_statistics(layer):
    """Whether it keeps a moving mean and variance and may change them."""
    kept = hasattr(layer, "moving_mean") and hasattr(layer, "moving_variance")
    return kept and layer.trainable


def has_batch_norm(model):
    """Whether a layer of the model does."""
    return any(map(keeps_statistics, leaf_layers(model)))


def normalizations(model):
    """The trainable layers that keep a moving mean and a moving variance."""
    built = isinstance(model, keras.Model) and model.built
    require(built, "model", "a built keras.Model", model)
    inside = below(model, keras.layers.RNN)
    found = [layer for layer in leaf_layers(model) if keeps_statistics(layer)]
    layers = [layer for layer in found if layer not in inside]
    require(layers, "model", "a model with trainable batch normalization", model)
    return layers
