"""The formulas against enumeration of signs and against naively drawn networks."""

import itertools

import numpy as np
import pytest

from benchmarks.experiments.theory import born_dead
from benchmarks.networks.narrow_relu import born_dead_by_depth


def is_dead(generator, depth, width, rays):
    """Draws one network, unit by unit."""
    signals = [np.array([ray]) for ray in rays]
    for _ in range(depth - 1):
        kernel = generator.standard_normal((width, signals[0].size))
        signals = [np.maximum(kernel @ signal, 0) for signal in signals]
        if not any(signal.any() for signal in signals):
            return True
    return False


def share_dead(depth, width, rays, networks=6000):
    generator = np.random.default_rng(depth * 100 + width)
    dead = [is_dead(generator, depth, width, rays) for _ in range(networks)]
    return np.mean(dead), 4.5 * np.std(dead) / np.sqrt(networks) + 1e-3


@pytest.mark.parametrize(("depth", "width"), [(2, 1), (4, 2), (5, 3)])
def test_a_ray_dies_as_often_as_naive_networks(depth, width):
    share, error = share_dead(depth, width, (1.0,))
    assert abs(share - born_dead.ray_dead(depth, width)) < error


@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_three_layers_equal_the_enumeration_of_signs(width):
    """First layer: the sign of each weight. Second: each ray's unit fires or not."""
    dead = 0.0
    for signs in itertools.product((-1, 1), repeat=width):
        rays = len(set(signs))
        dead += (0.5**width) ** rays
    assert born_dead.three_layers_dead(width) == pytest.approx(dead / 2**width)
    bounds = born_dead.dead_bounds(3, width)
    assert bounds == pytest.approx((dead / 2**width, dead / 2**width))


@pytest.mark.parametrize(("depth", "width"), [(4, 2), (6, 2), (6, 3), (8, 3)])
def test_bounds_hold_for_naive_networks(depth, width):
    share, error = share_dead(depth, width, (1.0, -1.0))
    low, high = born_dead.dead_bounds(depth, width)
    assert low - error < share < high + error
    assert high < born_dead.ray_dead(depth, width)


def test_bounds_of_no_hidden_layers_are_zero():
    assert born_dead.dead_bounds(1, 3) == (0.0, 0.0)
    assert born_dead.dead_bounds(2, 3) == (0.0, 0.0)


def test_stacked_networks_die_as_often_as_naive_ones():
    dead, rays = born_dead_by_depth("he", 2, 6, 20_000, 0)
    share, error = share_dead(6, 2, (1.0, -1.0))
    assert abs(dead[4] / 20_000 - share) < 1.5 * error
    assert rays[4] / 20_000 == pytest.approx(born_dead.ray_dead(6, 2), abs=0.015)
    assert dead == sorted(dead)


def rai_network_is_dead(generator, depth, width, points):
    """One network with randomized asymmetric weights, entry by entry."""
    signals = np.maximum(generator.standard_normal((width, 1)) @ points[None], 0)
    for _ in range(depth - 2):
        kernel = generator.standard_normal((width, width + 1)) * 0.6007 / width**0.5
        for unit in range(width):
            kernel[unit, generator.integers(width + 1)] = generator.beta(2, 1)
        signals = np.maximum(kernel[:, :-1] @ signals + kernel[:, -1:], 0)
        if not signals.any():
            return True
    return False


def test_randomized_asymmetric_networks_die_as_often_as_naive_ones():
    generator, points = np.random.default_rng(5), np.linspace(-(3**0.5), 3**0.5, 33)
    naive = [rai_network_is_dead(generator, 8, 2, points) for _ in range(6000)]
    dead, _ = born_dead_by_depth("rai", 2, 8, 20_000, 0)
    error = 5 * np.std(naive) / np.sqrt(len(naive))
    assert abs(dead[6] / 20_000 - np.mean(naive)) < error
