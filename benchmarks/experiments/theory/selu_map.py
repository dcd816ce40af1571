"""How mean and variance of units go through a layer of SELUs, in closed form.

A unit gets z ~ N(omega * mean, tau * variance), where omega and tau are the sum and
the sum of squares of its weights, and gives SELU(z).
"""

import itertools

import numpy as np
from scipy.special import ndtr

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
# Mean, variance, omega and tau of theorem 1.
DOMAIN = ((-0.1, 0.1), (0.8, 1.5), (-0.1, 0.1), (0.95, 1.1))


def moments(mean, variance):
    """E SELU(z) and E SELU(z)^2 for z ~ N(mean, variance).

    Below zero E e^z is the mass of another normal, its mean moved by the variance.
    """
    mean, variance = np.asarray(mean, "float64"), np.asarray(variance, "float64")
    std = np.sqrt(variance)
    above, below = ndtr(mean / std), ndtr(-mean / std)
    density = std * np.exp(-(mean**2) / (2 * variance)) / np.sqrt(2 * np.pi)
    once = np.exp(mean + variance / 2) * ndtr(-(mean + variance) / std)
    twice = np.exp(2 * (mean + variance)) * ndtr(-(mean + 2 * variance) / std)
    first = mean * above + density + SELU_ALPHA * (once - below)
    second = (mean**2 + variance) * above + mean * density
    second = second + SELU_ALPHA**2 * (twice - 2 * once + below)
    return SELU_SCALE * first, SELU_SCALE**2 * second


def mapped(mean, variance, omega=0.0, tau=1.0):
    """Mean and variance after one layer."""
    first, second = moments(omega * np.asarray(mean), tau * np.asarray(variance))
    return first, second - first**2


def farthest(layers):
    """Largest distance from (0, 1) after so many layers, from the domain's corners."""
    mean, variance = np.array(list(itertools.product(*DOMAIN[:2]))).T
    for _ in range(layers):
        mean, variance = mapped(mean, variance)
    return float(np.hypot(mean, variance - 1).max())


def jacobian_norm(step=1e-4):
    """Spectral norm of the map's Jacobian at (0, 1), where omega is 0 and tau is 1."""
    ends = [mapped(0.0, 1 + sign * step) for sign in (1, -1)]
    by_variance = np.subtract(*ends) / (2 * step)
    # With omega = 0 nothing depends on the mean.
    return float(np.linalg.norm(by_variance))


def image():
    """Smallest and largest mean, smallest and largest variance after one layer.

    Over the whole domain of mean, variance, omega and tau, on a grid with its corners.
    """
    means, variances, omegas, taus = DOMAIN
    shift = max(means) * max(omegas)
    shifts = np.linspace(-shift, shift, 41)[:, None]
    spreads = np.linspace(min(variances) * min(taus), max(variances) * max(taus), 401)
    first, second = moments(shifts, spreads)
    variance = second - first**2
    ends = (first.min(), first.max(), variance.min(), variance.max())
    return [float(end) for end in ends]
