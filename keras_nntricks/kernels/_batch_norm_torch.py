"""torch's batch normalization kernel."""

import torch


def takes(inputs, axis, epsilon):
    """Whether the channels are first or last, with two values or more in each."""
    count = inputs.numel() // max(inputs.shape[axis], 1)
    return axis in (1, inputs.ndim - 1) and count > 1 and epsilon > 0


def batch_norm(inputs, gamma, beta, axis, epsilon):
    """Returns outputs, mean, and the variance divided by the number of values."""
    channels = inputs.shape[axis]
    last = axis == inputs.ndim - 1
    rows = inputs.reshape(-1, channels) if last else inputs
    # With momentum 1 the kernel writes the statistics of this batch over them.
    mean, variance = inputs.new_zeros(channels), inputs.new_zeros(channels)
    outputs, *_ = torch.native_batch_norm(
        rows, gamma, beta, mean, variance, True, 1.0, epsilon
    )
    count = inputs.numel() // channels
    return outputs.reshape(inputs.shape), mean, variance * ((count - 1) / count)
