"""The forward passes of layers of TensorFlow Addons and keras-contrib, in NumPy."""

import numpy as np


def addons_maxout(x, num_units):
    """Reshapes the last axis to (pieces, units) and keeps the largest piece."""
    return x.reshape(*x.shape[:-1], -1, num_units).max(axis=-2)


def addons_weight_normalization(x, g, v, bias):
    """Of a dense layer: v is normalized over its inputs, then scaled by g."""
    square = np.maximum((v**2).sum(axis=0), 1e-12)
    return x @ (v / np.sqrt(square) * g) + bias


def addons_filter_response(x, learned_epsilon, gamma, beta, epsilon=1e-6):
    """Weights of shape (1, 1, 1, channels); the learned epsilon has one entry."""
    square = (x**2).mean(axis=(1, 2), keepdims=True)
    return gamma * x / np.sqrt(square + epsilon + np.abs(learned_epsilon)) + beta


def addons_group_norm(x, groups, gamma, beta, epsilon=1e-3):
    """The channels, last, are cut into groups that lie side by side."""
    parts = x.reshape(len(x), -1, groups, x.shape[-1] // groups)
    mean = parts.mean(axis=(1, 3), keepdims=True)
    variance = parts.var(axis=(1, 3), keepdims=True)
    normal = ((parts - mean) / np.sqrt(variance + epsilon)).reshape(x.shape)
    return normal * gamma + beta


def contrib_group_norm(x, groups, gamma, beta, axis, epsilon=1e-5):
    """The group axis comes right behind the batch, wherever the channels are."""
    shape, around = list(x.shape), [1] * x.ndim
    shape[axis] //= groups
    around[axis] = shape[axis]
    shape.insert(1, groups)
    around.insert(1, groups)
    parts = x.reshape(shape)
    axes = tuple(range(2, parts.ndim))
    mean = parts.mean(axis=axes, keepdims=True)
    variance = parts.var(axis=axes, keepdims=True)
    normal = (parts - mean) / np.sqrt(variance + epsilon)
    return (normal * gamma.reshape(around) + beta.reshape(around)).reshape(x.shape)


def contrib_instance_norm(x, gamma, beta, axes=(1, 2), epsilon=1e-3):
    """Epsilon is added to the standard deviation."""
    mean = x.mean(axis=axes, keepdims=True)
    deviation = x.std(axis=axes, keepdims=True) + epsilon
    return (x - mean) / deviation * gamma + beta


def contrib_pelu(x, alpha, beta):
    """Both halves are computed and added."""
    upper = np.maximum(x, 0) * alpha / beta
    return upper + alpha * (np.exp(np.minimum(x, 0) / beta) - 1)


def contrib_srelu(x, t_left, a_left, t_right, a_right):
    """The right bend lies at t_left + |t_right|."""
    bend = t_left + np.abs(t_right)
    shifted = x - t_left
    middle = np.where(shifted < 0, a_left * shifted, np.minimum(shifted, bend - t_left))
    return t_left + middle + a_right * np.maximum(x - bend, 0)


def keras_batch_norm(x, gamma, beta, mean, variance, epsilon=1e-3):
    """At inference."""
    return (x - mean) / np.sqrt(variance + epsilon) * gamma + beta
