import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA
from keras_nntricks.layers import CReLU
from tests.backends import gradients, to_numpy


def normal(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_it_is_as_long_as_its_input():
    x = normal(5, 7, 4)
    output = to_numpy(CReLU()(x))
    np.testing.assert_allclose(
        np.linalg.norm(output.reshape(5, -1), axis=1),
        np.linalg.norm(x.reshape(5, -1), axis=1),
        rtol=1e-6,
    )


@pytest.mark.parametrize("axis", [1, 2, -1, -2])
def test_the_parts_are_the_signs_and_make_up_the_input(axis):
    x = normal(2, 3, 4)
    output = to_numpy(CReLU(axis)(x))
    positive, negative = np.split(output, 2, axis=axis)
    np.testing.assert_array_equal(positive, np.maximum(x, 0))
    np.testing.assert_array_equal(positive - negative, x)


def test_each_channel_has_half_the_mean_square():
    squares = np.mean(to_numpy(CReLU()(normal(20_000, 2))) ** 2, axis=0)
    # Var of z^2 for half of the normal distribution: 3/2 - 1/4.
    np.testing.assert_allclose(squares, 0.5, atol=5 * np.sqrt(1.25 / 20_000))


def test_weights_as_behind_relu_keep_the_mean_square():
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(400, kernel_initializer=MSRA(seed=1))
    output = to_numpy(dense(CReLU()(normal(400, 300))))
    # The fans count 600 inputs of mean square 1/2, so the expectation is 1. Of that the
    # inputs' means make 1 / pi, which varies between kernels by a share sqrt(2 / 400).
    np.testing.assert_allclose(np.mean(output**2), 1, atol=5 * 0.0225)


def test_the_gradient_at_zero_vanishes():
    points = np.array([[-100.0, -1e-8, 0.0, 1e-8, 100.0]])
    (gradient,) = gradients(lambda x: keras.ops.sum(CReLU()(x)), [points])
    np.testing.assert_array_equal(gradient, [[-1, -1, 0, 1, 1]])


def test_unknown_sizes_beside_the_channels():
    inputs = keras.Input((None, 6, None))
    model = keras.Model(inputs, CReLU(axis=2)(inputs))
    assert model.output.shape == (None, None, 12, None)
    assert model(normal(2, 3, 6, 5)).shape == (2, 3, 12, 5)


@pytest.mark.parametrize(("axis", "passes"), [(-1, True), (1, False)])
def test_a_mask_passes_unless_time_is_doubled(axis, passes):
    embedded = keras.layers.Embedding(5, 4, mask_zero=True)(np.array([[1, 2, 0]]))
    mask = getattr(CReLU(axis)(embedded), "_keras_mask", None)
    assert (mask is not None) == passes


def test_bad_axes_are_refused():
    with pytest.raises(ValueError, match="`axis` must be an integer other than 0"):
        CReLU(axis=0)
    with pytest.raises(ValueError, match="`axis` must be an axis other than the batch"):
        CReLU(axis=2).build((None, 4))
    with pytest.raises(ValueError, match="`input_shape` must be known along the chan"):
        CReLU().build((None, None))
