"""What the tests of BatchNorm share."""

import numpy as np
from keras import ops

from tests.backends import to_numpy

EPSILON = 1e-3


def normal(*shape, mean=2.0, std=3.0, seed=0):
    """Float32 values."""
    generator = np.random.default_rng(seed)
    return (mean + std * generator.normal(size=shape)).astype("float32")


def normalized(x):
    """By the mean and variance of each channel, the last axis, in float64."""
    x = x.astype("float64")
    axes = tuple(range(x.ndim - 1))
    return (x - x.mean(axes)) / np.sqrt(x.var(axes) + EPSILON)


def trained(layer, *batches, **arguments):
    """The outputs of training calls, in order."""
    tensors = [ops.convert_to_tensor(batch) for batch in batches]
    outputs = [layer(tensor, training=True, **arguments) for tensor in tensors]
    return [to_numpy(output) for output in outputs]


def statistics(layer):
    """Moving mean and variance as float64."""
    return to_numpy(layer.moving_mean), to_numpy(layer.moving_variance)


def assert_close(actual, expected, tolerance=1e-5):
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)
