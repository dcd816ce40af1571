"""The arithmetic behind the checks, on functions of one number."""

import numpy as np
import pytest

from keras_nntricks.checks._slopes import slope
from keras_nntricks.checks._valley import smoothed, valley


def test_the_slope_of_a_smooth_function_is_its_derivative():
    found = slope(lambda h: np.exp(2 * (1 + h)), np.exp(2))
    assert not found.has_kink
    assert found.middle == pytest.approx(2 * np.exp(2), rel=1e-8)
    assert found.error(2 * np.exp(2)) < 1e-8
    assert found.error(0.0) == pytest.approx(1.0)


def test_a_kink_stays_however_small_the_step_is():
    found = slope(lambda h: max(h, 0.0), 0.0)
    assert found.has_kink
    assert (found.left, found.right) == pytest.approx((0.0, 1.0))


def test_a_kink_that_is_near_is_left_by_a_smaller_step():
    found = slope(lambda h: max(h - 3e-6, 0.0) + h, 0.0)
    assert not found.has_kink
    assert found.middle == pytest.approx(1.0, rel=1e-6)


def test_a_gradient_lost_in_rounding_is_no_error():
    found = slope(lambda h: 1e6 + 1e-12 * h, 1e6)
    assert found.error(1e-12) == 0


def test_smoothing_is_a_weighted_mean():
    losses = np.array([3.0, 1.0, 2.0])
    weights = 0.98 ** np.array([2, 1, 0])
    expected = np.sum(weights * losses) / np.sum(weights)
    assert smoothed(losses)[-1] == pytest.approx(expected)


def test_the_valley_is_the_longest_one():
    losses = [5.0, 4.0, 9.0, 8.0, 7.0, 6.0, 9.5]
    assert valley(np.geomspace(1e-6, 1, 7), losses) == pytest.approx(1e-2)


def test_losses_that_only_rise_have_no_valley():
    assert valley([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) is None
