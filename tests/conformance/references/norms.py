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
