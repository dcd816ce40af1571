"""ZerO: by hand, and what the matrices promise."""

import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import ZerO
from tests.backends import to_numpy


def test_a_layer_that_widens_has_a_hadamard_matrix():
    """3 outputs: p = 4, the scale is 2^(-ceil(log2 3) / 2) = 1 / 2."""
    expected = [[0.5, 0.5, 0.5], [0.5, -0.5, 0.5]]
    np.testing.assert_array_equal(to_numpy(ZerO()((2, 3))), expected)


@pytest.mark.parametrize("outputs", [5, 6, 8])
def test_the_scale_is_one_over_the_root_of_the_next_power_of_two(outputs):
    values = np.abs(to_numpy(ZerO()((3, outputs))))
    np.testing.assert_allclose(values, 8**-0.5, rtol=1e-6)


def test_rows_are_orthonormal_at_a_power_of_two():
    kernel = to_numpy(ZerO()((5, 8)))
    np.testing.assert_allclose(kernel @ kernel.T, np.eye(5), atol=1e-6)


def test_no_two_units_are_equal():
    columns = to_numpy(ZerO()((8, 13))).T
    assert len({tuple(column) for column in columns}) == 8
    assert len({tuple(column) for column in to_numpy(ZerO()((16, 20))).T}) == 16


def test_a_layer_that_narrows_is_an_identity():
    np.testing.assert_array_equal(to_numpy(ZerO()((4, 3))), np.eye(4, 3))


def test_a_convolution_has_it_at_the_tap_of_same_padding():
    layer = layers.Conv2D(4, (3, 2), padding="same", kernel_initializer=ZerO())
    image = np.random.default_rng(0).normal(size=(1, 5, 4, 2)).astype("float32")
    spread = image @ np.array([[0.5, 0.5, 0.5, 0.5], [0.5, -0.5, 0.5, -0.5]])
    np.testing.assert_allclose(to_numpy(layer(image)), spread, rtol=1e-5, atol=1e-6)
