import math

import numpy as np
import pytest
from scipy import integrate, stats

from benchmarks.experiments.theory import wide_start
from benchmarks.experiments.theory.curves import CURVES, Curve

TANH = CURVES["tanh"]


def mean_square(function, variance):
    """E[function(s)^2] for s ~ N(0, variance), by adaptive quadrature."""

    def weighted(z):
        return function(math.sqrt(variance) * z) ** 2 * stats.norm.pdf(z)

    return integrate.quad(weighted, -10, 0)[0] + integrate.quad(weighted, 0, 10)[0]


def tanh_slope(s):
    return 1 / math.cosh(s) ** 2


@pytest.mark.parametrize("scale", [1 / 3, 1.0])
def test_signals_equal_adaptive_quadrature(scale):
    squares = np.array([0.2, 1.5])
    found = wide_start.signal_variances(TANH, [0.7, scale, scale], squares)
    for place, square in enumerate(squares):
        expected = [0.7 * square]
        for _ in range(2):
            expected.append(scale * mean_square(math.tanh, expected[-1]))
        np.testing.assert_allclose(found[:, place], expected, rtol=1e-9)


def test_gradients_equal_adaptive_quadrature():
    scales, square = [0.7, 0.5, 0.9], 1.3
    variances = wide_start.signal_variances(TANH, scales, [square])[:, 0]
    shares = [mean_square(tanh_slope, v) for v in variances]
    expected = [0.5 * shares[0] * 0.9 * shares[1], 0.9 * shares[1], 1.0]
    found = wide_start.gradient_variances(TANH, scales, [square])
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_gradients_are_averaged_over_inputs_before_they_are_compared():
    scales, squares = [1.0, 1.0], [0.1, 5.0]
    sums = np.zeros(2)
    for square in squares:
        first, last = wide_start.signal_variances(TANH, scales, [square])[:, 0]
        top = mean_square(tanh_slope, last)
        sums += [top * mean_square(tanh_slope, first), top]
    found = wide_start.gradient_variances(TANH, scales, squares)
    np.testing.assert_allclose(found, sums / sums[1], rtol=1e-9)


def test_a_square_matrix_alone_has_the_quarter_circle_mean():
    found = wide_start.mean_singular_value(Curve(None, np.ones_like), 1.0)
    assert found == pytest.approx(8 / (3 * math.pi), rel=1e-9)


@pytest.mark.parametrize(
    ("name", "variance"), [("tanh", 1.5), ("softsign", 0.5), ("sigmoid", 2.0)]
)
def test_singular_values_equal_those_of_a_large_random_matrix(name, variance):
    generator, curve = np.random.default_rng(0), CURVES[name]
    kernel = generator.standard_normal((500, 500)) / 500**0.5
    signals = np.sqrt(variance) * generator.standard_normal((500, 1))
    values = np.linalg.svd(curve.slope(signals) * kernel, compute_uv=False)
    found = wide_start.mean_singular_value(curve, variance)
    assert found == pytest.approx(values.mean(), rel=0.02)


def test_layers_take_the_singular_values_of_their_own_signals():
    scales, squares = [1.0, 0.25, 0.25], [0.4, 0.9]
    variances = wide_start.signal_variances(TANH, scales, squares)
    found = wide_start.mean_singular_values(TANH, scales, squares)
    for layer in (1, 2):
        values = [wide_start.mean_singular_value(TANH, v) for v in variances[layer]]
        assert found[layer - 1] == pytest.approx(0.5 * np.mean(values))
