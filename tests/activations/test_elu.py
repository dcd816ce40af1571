import functools

import numpy as np
import pytest
from keras import ops

from keras_nntricks import activations
from tests.backends import gradients, to_numpy

POINTS = [-100.0, -1e-8, 0.0, 1e-8, 100.0]


def values(function, x, dtype="float32"):
    return to_numpy(function(ops.convert_to_tensor(x, dtype)))


def slopes(function, x):
    (slope,) = gradients(lambda t: ops.sum(function(t)), [np.array(x)])
    return slope


def test_small_negative_numbers_keep_their_digits():
    small = [-1e-8, -1e-5, -1e-3]
    expected = [-1e-8, -9.99995e-6, -9.995001666e-4]
    np.testing.assert_allclose(values(activations.elu, small), expected, rtol=2e-7)


def test_float16_keeps_a_ten_thousandth():
    assert values(activations.elu, [-1e-4], "float16") == np.float16(-1e-4)


@pytest.mark.parametrize("alpha", [1.0, 0.25])
def test_slope_at_and_around_zero(alpha):
    elu = functools.partial(activations.elu, alpha=alpha)
    expected = [0.0, alpha, alpha, 1.0, 1.0]
    np.testing.assert_allclose(slopes(elu, POINTS), expected, 1e-6, 1e-9)


def test_far_out_it_is_a_line_and_a_limit():
    np.testing.assert_array_equal(
        values(functools.partial(activations.elu, alpha=0.5), [-1e4, 1e4]), [-0.5, 1e4]
    )


def test_alpha_zero_is_relu():
    x = np.linspace(-3.0, 3.0, 7)
    relu = functools.partial(activations.elu, alpha=0)
    np.testing.assert_array_equal(values(relu, x), np.maximum(x, 0.0))
