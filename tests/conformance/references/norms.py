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
    """`function` of the weights of each output; outputs are on the last axis."""
    columns = kernel.reshape(-1, kernel.shape[-1])
    changed = [function(columns[:, i], i) for i in range(columns.shape[-1])]
    return np.stack(changed, axis=-1).reshape(kernel.shape)


def weight_norm(weights):
    """The kernel from the length and the direction of each output's weights."""

    def lengthened(values, output):
        length = np.linalg.norm(values)
        return weights["scale"][output] * values / length if length else values

    return _columns(weights["kernel"], lengthened)


def weight_standardization(weights, epsilon, gamma=None):
    """The standardised kernel; with gamma, scaled by gain * gamma / sqrt(n)."""

    def standardised(values, output):
        unit = (values - np.mean(values)) / np.sqrt(np.var(values) + epsilon)
        if gamma is None:
            return unit
        return unit * weights["gain"][output] * gamma / np.sqrt(len(values))

    return _columns(weights["kernel"], standardised)


def dense(inputs, kernel, bias=0.0):
    """A dense layer."""
    return inputs @ kernel + bias


def conv1d(inputs, kernel, bias=0.0):
    """A convolution over steps, as one product per window."""
    size, steps = len(kernel), inputs.shape[1] - len(kernel) + 1
    windows = [inputs[:, step : step + size] for step in range(steps)]
    sums = [np.einsum("bsc,scf->bf", window, kernel) for window in windows]
    return np.stack(sums, axis=1) + bias
