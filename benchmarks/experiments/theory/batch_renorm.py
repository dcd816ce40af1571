"""Batch renormalization as its paper writes it down, in NumPy and float64."""

import numpy as np

R_MAX = ((5_000, 40_000), (1.0, 3.0))
D_MAX = ((5_000, 25_000), (0.0, 5.0))


def limits(step):
    """The paper's limits of r and d after so many steps."""
    return float(np.interp(step, *R_MAX)), float(np.interp(step, *D_MAX))


def train(batches, r_max, d_max, momentum, epsilon):
    """Algorithm 1 without gamma and beta, from moving mean 0 and deviation 1.

    Args:
        batches: list of arrays of shape (examples, channels).
        r_max: largest r; 1 / r_max is the smallest.
        d_max: largest |d|.
        momentum: weight of the past in the moving averages.
        epsilon: added to each batch's variance.

    Returns:
        The outputs of all batches, the moving mean and the moving deviation.
    """
    channels = batches[0].shape[1]
    mean, deviation, outputs = np.zeros(channels), np.ones(channels), []
    for batch in np.asarray(batches, "float64"):
        own_mean = batch.mean(axis=0)
        own = np.sqrt(batch.var(axis=0) + epsilon)
        r = np.clip(own / deviation, 1 / r_max, r_max)
        d = np.clip((own_mean - mean) / deviation, -d_max, d_max)
        outputs.append((batch - own_mean) / own * r + d)
        mean = mean + (1 - momentum) * (own_mean - mean)
        deviation = deviation + (1 - momentum) * (own - deviation)
    return np.array(outputs), mean, deviation
