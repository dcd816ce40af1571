import keras
import numpy as np
import pytest

from keras_nntricks.constraints import MaxNorm
from tests.backends import to_numpy


def normal(*shape, scale=1.0, seed=0):
    return scale * np.random.default_rng(seed).normal(size=shape).astype("float32")


def apply(weight, *arguments, **keywords):
    return keras.ops.convert_to_numpy(MaxNorm(*arguments, **keywords)(weight))


def test_long_vectors_get_the_length_and_short_ones_keep_every_bit():
    kernel = np.array([[3.0, 0.3], [4.0, 0.4]], "float32")
    constrained = apply(kernel, 1.0)
    np.testing.assert_allclose(constrained[:, 0], [0.6, 0.8], rtol=1e-6)
    np.testing.assert_array_equal(constrained[:, 1], kernel[:, 1])


def test_keras_shrinks_short_vectors():
    kernel = normal(100, 50, scale=0.01)
    np.testing.assert_array_equal(apply(kernel), kernel)
    of_keras = keras.ops.convert_to_numpy(keras.constraints.MaxNorm(2)(kernel))
    assert np.any(of_keras != kernel)


def test_zeros_stay():
    np.testing.assert_array_equal(apply(np.zeros((3, 2), "float32")), np.zeros((3, 2)))


@pytest.mark.parametrize(
    ("shape", "axis", "axes"),
    [
        ((7,), None, (0,)),
        ((7, 5), None, (0,)),
        ((3, 4, 5), None, (0, 1)),
        ((3, 3, 4, 5), None, (0, 1, 2)),
        ((2, 3, 2, 4, 5), None, (0, 1, 2, 3)),
        ((3, 3, 4, 2), [0, 1], (0, 1)),
        ((3, 3, 5, 4), (0, 1, -1), (0, 1, 3)),
        ((9, 4), 1, (1,)),
        ((9, 4), np.int64(-1), (1,)),
    ],
)
def test_norms_are_over_the_weights_of_one_output(shape, axis, axes):
    kernel = normal(*shape, scale=5.0)
    lengths = np.sqrt(np.sum(apply(kernel, 1.5, axis) ** 2, axis=axes))
    np.testing.assert_allclose(lengths, np.full(lengths.shape, 1.5), rtol=1e-5)


@pytest.mark.parametrize(
    ("make", "axis"),
    [
        (lambda c: keras.layers.Dense(3, kernel_constraint=c), None),
        (lambda c: keras.layers.DepthwiseConv2D(3, depthwise_constraint=c), [0, 1]),
        (lambda c: keras.layers.Conv2DTranspose(3, 3, kernel_constraint=c), [0, 1, 3]),
    ],
)
def test_axes_of_the_table_bound_what_an_output_gets(make, axis):
    layer = make(MaxNorm(0.1, axis))
    layer.build((None, 4, 4, 2))
    kernel = layer.kernel
    kernel.assign(kernel.constraint(np.ones(kernel.shape, "float32")))
    # Without the padding one output of all ones sums the weights of one vector:
    # n weights of 0.1 / sqrt(n) each, for the n that the layer adds up.
    outputs = to_numpy(layer(np.ones((1, 4, 4, 2), "float32")))
    count = {"Dense": 2, "DepthwiseConv2D": 9}.get(type(layer).__name__, 18)
    np.testing.assert_allclose(outputs.max(), 0.1 * np.sqrt(count), rtol=1e-5)


def test_float16_norms_are_taken_in_float32():
    kernel = np.full((4, 1), 400.0, "float16")  # the squares exceed 65504
    np.testing.assert_allclose(apply(kernel, 2.0), np.ones((4, 1)), rtol=1e-3)


def test_not_a_number_stays_visible():
    assert np.isnan(apply(np.array([[np.nan], [1.0]], "float32"))[0, 0])


@pytest.mark.parametrize("axis", [2, -3, [0, 2], [0, -2]])
def test_refuses_axes_that_the_weight_lacks(axis):
    with pytest.raises(ValueError, match=r"`axis` must be different axes of a weight"):
        MaxNorm(axis=axis)(normal(3, 4))


def test_refuses_a_single_number():
    with pytest.raises(ValueError, match=r"`value` must be a tensor of rank 1 or more"):
        MaxNorm()(np.float32(3.0))


def test_elastic_net_of_keras_is_what_its_name_says():
    penalty = keras.regularizers.L1L2(l1=0.5, l2=0.25)
    weight = normal(4, 3)
    expected = 0.5 * np.sum(np.abs(weight)) + 0.25 * np.sum(weight**2)
    assert float(to_numpy(penalty(weight))) == pytest.approx(expected, rel=1e-5)
