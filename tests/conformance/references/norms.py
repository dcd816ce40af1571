"""Normalised activations and kernels, in NumPy."""

import numpy as np


def filter_response_norm(inputs, weights, epsilon, axis=-1):
    """One example and one channel at a time."""
    channels = np.moveaxis(inputs, axis, -1)
    added = epsilon + abs(float(weights.get("epsilon_weight", 0.0)))
    outputs = np.empty_like(channels)
    for example, channel in np.ndindex(channels.shape[0], channels.shape[-1]):
        values = channels[example, ..., channel]
        normal = values / np.sqrt(np.mean(values**2) + added)
        scaled = normal * weights.get("gamma", np.ones(channels.shape[-1]))[channel]
        shift = weights.get("beta", np.zeros(channels.shape[-1]))[channel]
        outputs[example, ..., channel] = scaled + shift
    return np.moveaxis(outputs, -1, axis)


def _columns(kernel, function):
    """`function` of the weights of each output; inputs are on the first axis."""
    columns = kernel.reshape(len(kernel), -1)
    changed = [function(columns[:, i], i) for i in range(columns.shape[-1])]
    return np.stack(changed, axis=-1).reshape(kernel.shape)


def weight_norm(weights):
    """The kernel from the length and the direction of each output's weights."""

    def lengthened(values, output):
        length = np.linalg.norm(values)
        return weights["scale"].ravel()[output] * values / length if length else values

    return _columns(weights["kernel"], lengthened)


def weight_standardization(weights, epsilon, gamma=None):
    """The standardised kernel; with gamma, scaled by gain * gamma / sqrt(n)."""

    def standardised(values, output):
        unit = (values - np.mean(values)) / np.sqrt(np.var(values) + epsilon)
        if gamma is None:
            return unit
        return unit * weights["gain"].ravel()[output] * gamma / np.sqrt(len(values))

    return _columns(weights["kernel"], standardised)


def dense(inputs, weights, kernel):
    """The product over the last axis, with the bias of the weights."""
    return np.tensordot(inputs, kernel, 1) + weights["bias"]
