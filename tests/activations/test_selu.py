import math

import numpy as np
import pytest

from keras_nntricks import activations
from tests.activations.test_elu import POINTS, slopes, values

SCALE, ALPHA = 1.0507009873554807, 1.6732632423543778


def test_constants_solve_the_fixed_point_equations():
    bend = math.sqrt(2 / math.pi)
    alpha = -bend / (math.erfc(math.sqrt(0.5)) * math.exp(0.5) - 1.0)
    assert alpha == pytest.approx(ALPHA, rel=1e-14)
    assert values(activations.selu, [-100.0]) == pytest.approx(-1.7580993408473777)
    assert values(activations.selu, [1.0]) == pytest.approx(SCALE)


def test_normal_numbers_stay_normal():
    x = np.linspace(-9.0, 9.0, 18_001)
    weight = np.exp(-0.5 * x**2) / math.sqrt(2 * math.pi)
    y = values(activations.selu, x)
    assert np.trapezoid(weight * y, x) == pytest.approx(0.0, abs=1e-6)
    assert np.trapezoid(weight * y**2, x) == pytest.approx(1.0, abs=1e-6)


def test_slope_at_and_around_zero():
    lower = 1.7580993408
    expected = [0.0, lower, lower, SCALE, SCALE]
    np.testing.assert_allclose(slopes(activations.selu, POINTS), expected, 1e-6, 1e-9)


def test_small_negative_numbers_keep_their_digits():
    y = values(activations.selu, [-1e-8])
    np.testing.assert_allclose(y, [-1.7580993408e-8], rtol=3e-7)
    half = values(activations.selu, [-1e-4], "float16")
    np.testing.assert_allclose(half, [-1.758e-4], rtol=1e-3)
