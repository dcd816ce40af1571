"""How far a sample variance may lie from the declared one."""

import math

import numpy as np


def kurtosis(distribution):
    """E x^4 / (E x^2)^2, in closed form."""
    if distribution == "uniform":
        return 9.0 / 5.0
    if distribution == "untruncated_normal":
        return 3.0
    inside = math.erf(math.sqrt(2.0))
    edge = math.exp(-2.0) / math.sqrt(2.0 * math.pi) / inside
    second = 1.0 - 4.0 * edge
    return (3.0 * second - 16.0 * edge) / second**2


def assert_variance(values, variance, distribution, z=5.0):
    """The mean is 0 and the mean square `variance`, within z standard errors."""
    values = np.asarray(values, "float64")
    error = math.sqrt((kurtosis(distribution) - 1.0) / values.size)
    assert abs(np.mean(values**2) / variance - 1.0) < z * error
    assert abs(np.mean(values)) < z * math.sqrt(variance / values.size)
