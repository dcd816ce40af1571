import itertools

import keras
import numpy as np
import pytest
from scipy import integrate, stats

from benchmarks.experiments import _e10_signals, e10_selu
from benchmarks.experiments.theory import selu_map


def quadrature(power, mean, std):
    def weighted(x):
        unit = np.where(x > 0, x, 1.6732632423543772 * np.expm1(min(x, 0)))
        return (1.0507009873554805 * unit) ** power * stats.norm.pdf(x, mean, std)

    edges = [mean - 12 * std, 0, mean + 12 * std]
    pieces = itertools.pairwise(edges)
    return sum(integrate.quad(weighted, *ends, epsabs=1e-13)[0] for ends in pieces)


@pytest.mark.parametrize(("mean", "variance"), [(0, 1), (0.3, 0.5), (-1.2, 2.0)])
def test_moments_equal_adaptive_quadrature(mean, variance):
    expected = [quadrature(power, mean, variance**0.5) for power in (1, 2)]
    found = selu_map.moments(mean, variance)
    np.testing.assert_allclose(found, expected, atol=1e-12)


def test_a_layer_takes_mean_and_variance_through_its_weights():
    mean, variance = selu_map.mapped(0.4, 0.9, omega=0.5, tau=1.1)
    first, second = (quadrature(power, 0.2, (0.99) ** 0.5) for power in (1, 2))
    assert mean == pytest.approx(first, abs=1e-12)
    assert variance == pytest.approx(second - first**2, abs=1e-12)


def test_the_norm_is_that_of_the_jacobian_by_quadrature():
    columns = []
    for change in ((1e-3, 0), (0, 1e-3)):
        ends = []
        for sign in (1, -1):
            std = (1 + sign * change[1]) ** 0.5
            first, second = (quadrature(power, 0, std) for power in (1, 2))
            ends.append(np.array([first, second - first**2]))
        columns.append((ends[0] - ends[1]) / 2e-3)
    expected = np.linalg.norm(np.transpose(columns), 2)
    assert selu_map.jacobian_norm() == pytest.approx(expected, abs=1e-5)


def test_random_layers_of_the_domain_lie_in_its_image():
    generator, (low, high, least, most) = np.random.default_rng(0), selu_map.image()
    # Beyond the ends and cut, so that many lie at a corner.
    spread = [generator.uniform(*ends, 20_000) for ends in selu_map.DOMAIN]
    draws = [
        np.clip(np.mean(ends) + 1.5 * (values - np.mean(ends)), *ends)
        for ends, values in zip(selu_map.DOMAIN, spread, strict=True)
    ]
    mean, variance = selu_map.mapped(*draws)
    assert low - 1e-12 <= mean.min() < low + 1e-3
    assert high + 1e-12 >= mean.max() > high - 1e-3
    assert least - 1e-12 <= variance.min() < least + 1e-3
    assert most + 1e-12 >= variance.max() > most - 1e-3


def test_paths_end_at_the_fixed_point():
    assert selu_map.farthest(0) == pytest.approx(np.hypot(0.1, 0.5))
    assert selu_map.farthest(40) < 1e-3


def test_the_image_is_inside_by_its_closest_edge():
    found = _e10_signals.distance_inside(-0.09, 0.05, 0.9, 1.495)
    assert found == pytest.approx(0.005)
    assert _e10_signals.distance_inside(-0.09, 0.05, 0.7, 1.2) == pytest.approx(-0.1)


def test_relus_keep_the_mean_square_of_the_inputs():
    """He's weights double what ReLUs halve."""
    found = _e10_signals.signals("relu", seed=0)
    squares = np.square(found["means"]) + found["variances"]
    assert squares[:4] == pytest.approx([1.0] * 4, rel=0.15)


@pytest.mark.parametrize("units", e10_selu.UNITS)
def test_each_kind_of_unit_has_its_weights(units):
    model = e10_selu.build(units, hidden_layers=2, width=300)
    kernels = [w for w in model.get_weights() if w.ndim > 1]
    variance = {"selu": 1 / 300, "relu": 2 / 300, "batch-norm": 2 / 300}[units]
    assert kernels[1].var() == pytest.approx(variance, rel=0.03)
    assert isinstance(model, keras.Sequential)


def test_only_the_arm_of_selu_has_the_exact_map():
    for units in e10_selu.UNITS:
        found = e10_selu.at_start(units, 0)
        assert (found["gain"] is not None) == (units == "selu")
        assert (found["means"] is None) == (units == "batch-norm")
