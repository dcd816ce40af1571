import itertools
import math

import numpy as np
import pytest
from scipy import integrate, stats

from benchmarks.experiments.theory import activation_moments


@pytest.mark.parametrize("weight_std", [0.01, 500**-0.5, 0.3, 1.0])
def test_tanh_stds_equal_adaptive_quadrature(weight_std):
    moment, expected = 1.0, []
    for _ in range(4):
        slope = weight_std * math.sqrt(500 * moment)

        def square(z, slope=slope):
            return math.tanh(slope * z) ** 2 * stats.norm.pdf(z)

        edges = [0, 0.02, 0.1, 0.5, 2, 10]
        pieces = itertools.pairwise(edges)
        moment = 2 * sum(integrate.quad(square, *ends)[0] for ends in pieces)
        expected.append(math.sqrt(moment))
    found = activation_moments.tanh_layer_stds(weight_std, 500, 4)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_small_tanh_weights_shrink_by_a_constant_factor():
    stds = activation_moments.tanh_layer_stds(0.01, 500, 10)
    assert stds[9] / stds[8] == pytest.approx(0.01 * math.sqrt(500), rel=1e-6)


@pytest.mark.parametrize("gain", [1.0, math.sqrt(2)])
def test_relu_stds_equal_a_simulated_recursion(gain):
    z = np.random.default_rng(0).standard_normal(2_000_000)
    weight_std, variance = gain / math.sqrt(500), gain**2
    stds = activation_moments.relu_layer_stds(weight_std, 500, 3)
    for std in stds:
        layer = np.maximum(math.sqrt(variance) * z, 0)
        np.testing.assert_allclose(layer.std(), std, rtol=4e-3)
        variance = gain**2 * np.mean(layer**2)


def test_he_keeps_the_half_normal_spread():
    assert activation_moments.relu_layer_stds((2 / 500) ** 0.5, 500, 10)[
        9
    ] == pytest.approx(math.sqrt(1 - 1 / math.pi))
