"""Inputs as they are, centred, standardised or whitened by the training data."""

import functools

import keras
import numpy as np

from keras_nntricks import layers

LARGEST = 255.0
EPSILON = 0.01
INPUTS = ("raw", "scaled", "centred", "standardised", "whitened")


def arrays(dataset, inputs):
    """Training and validation arrays for `measure_training`."""
    prepare = preparation(dataset, inputs)
    return (
        (prepare(dataset.x_train), dataset.y_train),
        (prepare(dataset.x_validation), dataset.y_validation),
    )


@functools.cache
def preparation(dataset, inputs):
    """The function that prepares inputs; its numbers come from the training data.

    "raw" are grey levels up to 255, "scaled" lie in [0, 1], "centred" have each
    pixel's mean subtracted, "standardised" are also divided by its standard deviation
    (but where a pixel never varies), "whitened" are those of `layers.Whitening`.
    """
    x = dataset.x_train
    mean, deviation = x.mean(axis=0, dtype="float64"), x.std(axis=0, dtype="float64")
    divisor = np.where(deviation > 0, deviation, 1.0)
    return {
        "raw": lambda: lambda x: LARGEST * x,
        "scaled": lambda: lambda x: x,
        "centred": lambda: lambda x: np.float32(x - mean),
        "standardised": lambda: lambda x: np.float32((x - mean) / divisor),
        "whitened": lambda: _whitening(x),
    }[inputs]()


def _whitening(x):
    layer = layers.Whitening(epsilon=EPSILON)
    layer.adapt(x)
    return lambda x: keras.ops.convert_to_numpy(layer(x))


@functools.cache
def preparation_error(dataset, inputs):
    """How far mean and covariance of the prepared training data are from their aim."""
    found = _rows(preparation(dataset, inputs)(dataset.x_train))
    plain = np.cov(_rows(dataset.x_train).T, bias=True)
    errors = {
        "raw": lambda: found.max() - LARGEST,
        "scaled": lambda: found.max() - 1,
        "centred": lambda: found.mean(axis=0),
        "standardised": lambda: found.std(axis=0)[np.diag(plain) > 0] - 1,
        "whitened": lambda: np.cov(found.T, bias=True) - whitened_covariance(plain),
    }
    return float(np.max(np.abs(errors[inputs]())))


def whitened_covariance(covariance):
    """V diag(l / (l + epsilon)) V^T for the covariance V diag(l) V^T."""
    eigenvalues, vectors = np.linalg.eigh(covariance)
    return (vectors * (eigenvalues / (eigenvalues + EPSILON))) @ vectors.T


@functools.cache
def stretch(dataset, inputs):
    """Largest over mean eigenvalue of E[x x^T], over the pixels that vary.

    A linear model's curvature is this matrix: the largest eigenvalue limits the rate,
    the others say how fast all else is learned. 1 is a round bowl.
    """
    x = _rows(preparation(dataset, inputs)(dataset.x_train))
    x = x[:, x.std(axis=0) > 0]
    moments = x.T @ x / len(x)
    return float(np.linalg.eigvalsh(moments)[-1] / np.mean(np.diag(moments)))


def _rows(x):
    return np.reshape(x, (len(x), -1)).astype("float64")
