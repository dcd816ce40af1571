"""ConvIdentity: layers that return their input."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import ConvIdentity
from tests.backends import to_numpy

DEPTHWISE = {"depthwise_initializer": ConvIdentity(2.0)}
LAYERS = {
    "1d": (layers.Conv1D, 3, (7, 4), {"filters": 4}),
    "2d": (layers.Conv2D, (5, 3), (5, 6, 4), {"filters": 4}),
    "3d": (layers.Conv3D, 3, (3, 4, 3, 4), {"filters": 4}),
    "even": (layers.Conv2D, (4, 2), (5, 6, 4), {"filters": 4}),
    "grouped": (layers.Conv2D, 3, (5, 5, 4), {"filters": 4, "groups": 2}),
    "causal": (layers.Conv1D, 4, (7, 4), {"filters": 4, "padding": "causal"}),
    "depthwise": (layers.DepthwiseConv2D, 3, (5, 5, 4), DEPTHWISE),
    "transposed": (layers.Conv2DTranspose, 4, (5, 5, 4), {"filters": 4}),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_layer_is_the_identity_times_the_gain(name):
    kind, size, shape, options = LAYERS[name]
    if "filters" in options:
        options = {**options, "kernel_initializer": ConvIdentity(2.0)}
    layer = kind(kernel_size=size, **{"padding": "same", **options})
    image = np.random.default_rng(0).normal(size=(2, *shape)).astype("float32")
    np.testing.assert_allclose(to_numpy(layer(image)), 2.0 * image, rtol=1e-6)


@pytest.mark.parametrize(("inputs", "outputs"), [(3, 5), (5, 3)])
def test_the_smaller_side_is_handed_on(inputs, outputs):
    conv = layers.Conv1D(outputs, 3, padding="same", kernel_initializer=ConvIdentity())
    dense = layers.Dense(outputs, kernel_initializer=ConvIdentity())
    signal = np.random.default_rng(0).normal(size=(2, 4, inputs)).astype("float32")
    expected = np.zeros((2, 4, outputs))
    expected[..., : min(inputs, outputs)] = signal[..., : min(inputs, outputs)]
    for layer in (conv, dense):
        np.testing.assert_allclose(to_numpy(layer(signal)), expected, rtol=1e-6)


def test_groups_of_a_kernel_without_a_layer():
    """Output 2 is the first of the second group, whose first input is its own."""
    kernel = to_numpy(ConvIdentity(groups=2)((3, 2, 4)))
    expected = np.zeros((3, 2, 4))
    expected[1] = [[1, 0, 1, 0], [0, 1, 0, 1]]
    np.testing.assert_array_equal(kernel, expected)


def test_groups_that_do_not_divide_the_outputs_are_refused():
    with pytest.raises(ValueError, match="`groups` must be a divisor of the 4 outputs"):
        ConvIdentity(groups=3)((3, 2, 4))


def test_a_square_matrix_is_that_of_keras():
    expected = to_numpy(keras.initializers.Identity()((4, 4)))
    np.testing.assert_array_equal(to_numpy(ConvIdentity()((4, 4))), expected)
