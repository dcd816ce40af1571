import functools

import numpy as np
import pytest

from keras_nntricks import activations
from tests.activations.test_elu import POINTS, slopes, values


@pytest.mark.parametrize("alpha", [0.1, 1.0, 3.0])
def test_slope_at_zero_is_one_for_every_alpha(alpha):
    celu = functools.partial(activations.celu, alpha=alpha)
    np.testing.assert_allclose(slopes(celu, POINTS), [0, 1, 1, 1, 1], 1e-6, 1e-9)


@pytest.mark.parametrize("alpha", [0.5, 2.0])
def test_is_a_stretched_elu(alpha):
    x = np.array([-4.0, -1.0, -1e-8, 0.5, 3.0])
    celu = functools.partial(activations.celu, alpha=alpha)
    expected = np.where(x > 0, x, alpha * np.expm1(x / alpha))
    np.testing.assert_allclose(values(celu, x), expected, rtol=1e-6)
    np.testing.assert_allclose(values(celu, [-50.0, -1e-8]), [-alpha, -1e-8], rtol=1e-6)


def test_alpha_one_is_elu():
    x = np.linspace(-3.0, 3.0, 13)
    expected = np.where(x > 0, x, np.expm1(x))
    np.testing.assert_allclose(values(activations.celu, x), expected, rtol=1e-6)
