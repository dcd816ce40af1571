"""The arithmetic behind the checks, on functions of one number."""

import numpy as np
import pytest

from keras_nntricks.checks._slopes import slope
from keras_nntricks.checks._valley import compared, noise_of, smoothed, valley


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


def test_smoothing_is_a_centred_mean():
    losses = [3.0, 1.0, 2.0, 8.0, 6.0, 4.0]
    naive = [np.mean(losses[max(i - 2, 0) : i + 3]) for i in range(6)]
    assert smoothed(losses) == pytest.approx(naive)


def test_harder_batches_do_not_make_a_curve():
    hardness, course = np.array([1.0, 3.0, 2.0]), np.r_[np.ones(4), np.ones(5) / 2]
    losses = np.tile(hardness, 3) * course
    assert compared(losses, 3) == pytest.approx(2 * course)
    assert compared(losses[:8], 3).tolist() == losses[:8].tolist()


def test_the_suggestion_is_the_steepest_place_or_less():
    rates = np.geomspace(1e-6, 1, 7)
    early = valley(rates, [9.0, 9.0, 5.0, 4.0, 3.5, 3.0, 9.5])
    assert (early.steepest, early.lowest) == pytest.approx((1e-4, 1e-1))
    assert early.suggestion == pytest.approx(1e-4)
    late = valley(rates, [9.0, 9.0, 9.0, 9.0, 9.0, 3.0, 9.5])
    assert late.suggestion == pytest.approx(1e-2)


def test_losses_that_fall_too_little_have_no_valley():
    rates = np.geomspace(1e-3, 1, 4)
    assert valley(rates, [1.0, 2.0, 3.0, 4.0]) is None
    assert valley(rates, [1.0, 0.95, 0.92, 4.0]) is None
    assert valley(rates, [1.0, 0.8, 0.7, 4.0], noise=0.2) is None
    assert valley(rates, [1.0, 0.8, 0.7, 4.0], noise=0.05) is not None


def test_noise_is_told_from_a_slope():
    line = np.linspace(5, 1, 400)
    noise = np.random.default_rng(0).normal(size=400)
    assert noise_of(line) == pytest.approx(0, abs=1e-9)
    assert noise_of(line + 0.2 * noise) == pytest.approx(0.2, rel=0.25)
