"""The random walk of ln(norm^2) through a deep ReLU network, exactly.

With W ~ N(0, gain^2 / N) one layer multiplies the squared norm by
gain^2 * chi^2_K / N, where K ~ Binomial(N, 1/2) units are active. Steps are
independent, so mean and variance add up over layers.
"""

import math

import numpy as np

EULER = 0.577215664901532860606512


def step_mean(width):
    """E[ln z] of one layer at gain 1: E[digamma(K/2)] + ln 2 - ln N."""
    return float(_weights(width) @ _digamma_halves(width)) + math.log(2 / width)


def step_variance(width):
    """Var[ln z] of one layer: E[trigamma(K/2)] + Var[digamma(K/2)]."""
    weights, digamma = _weights(width), _digamma_halves(width)
    spread = weights @ digamma**2 - (weights @ digamma) ** 2
    return float(weights @ _trigamma_halves(width) + spread)


def drift(width, depth, gain):
    """Expected ln(norm^2 at `depth` / norm^2 of the input)."""
    return depth * (2 * math.log(gain) + step_mean(width))


def drift_sd(width, depth):
    """Standard deviation of that logarithm between networks."""
    return math.sqrt(depth * step_variance(width))


def random_walk_gain(width):
    """Sussillo & Abbott's fit for ReLU: sqrt(2) exp(1.2 / (max(N, 6) - 2.4))."""
    return math.sqrt(2) * math.exp(1.2 / (max(width, 6) - 2.4))


def _weights(width):
    """P(K = k) for k = 1..N, given that some unit is active."""
    chances = [math.comb(width, k) / 2**width for k in range(1, width + 1)]
    return np.array(chances) / sum(chances)


def _digamma_halves(width):
    """digamma(k/2) for k = 1..width, from digamma(x + 1) = digamma(x) + 1/x."""
    values = [-EULER - 2 * math.log(2), -EULER]
    for k in range(1, width - 1):
        values.append(values[k - 1] + 2 / k)
    return np.array(values[:width])


def _trigamma_halves(width):
    """trigamma(k/2) for k = 1..width, from trigamma(x + 1) = trigamma(x) - 1/x^2."""
    values = [math.pi**2 / 2, math.pi**2 / 6]
    for k in range(1, width - 1):
        values.append(values[k - 1] - 4 / k**2)
    return np.array(values[:width])
