import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks import kernels
from tests.backends import gradients, to_numpy

SHAPES = [((5, 3, 4), 1), ((5, 4, 3), 2), ((2, 3, 2, 2), 1), ((5, 1, 4), 1)]


def values(shape):
    """Few different ones, so that many are equal."""
    return np.random.default_rng(0).integers(-1, 2, size=shape).astype("float64")


def shares(x, axis, upstream):
    """The gradient, one group of values after the other."""
    result, groups = np.zeros_like(x), np.moveaxis(x, axis, -1)
    for index in np.ndindex(groups.shape[:-1]):
        winners = np.flatnonzero(groups[index] == groups[index].max())
        np.moveaxis(result, axis, -1)[index][winners] = upstream[index] / len(winners)
    return result


@pytest.mark.parametrize(("shape", "axis"), SHAPES)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_values_are_exact_and_keep_their_dtype(shape, axis, dtype):
    x = values(shape) + 1 / 16
    y = kernels.largest(ops.convert_to_tensor(x, dtype), axis)
    assert keras.backend.standardize_dtype(y.dtype) == dtype
    np.testing.assert_array_equal(to_numpy(y), x.max(axis))


@pytest.mark.parametrize(("shape", "axis"), SHAPES)
def test_equal_values_share_the_gradient(shape, axis):
    x = values(shape)
    upstream = np.random.default_rng(1).normal(size=x.max(axis).shape)

    def loss(tensor):
        weight = ops.convert_to_tensor(upstream, "float32")
        return ops.sum(weight * kernels.largest(tensor, axis))

    (actual,) = gradients(loss, [x])
    np.testing.assert_allclose(actual, shares(x, axis, upstream), rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_shares_too(dtype):
    def loss(tensor):
        return ops.sum(ops.cast(kernels.largest(ops.cast(tensor, dtype), 1), "float32"))

    (actual,) = gradients(loss, [np.array([[1.0, 1.0, 1.0, -2.0], [2.0, 2.0, 0, 0]])])
    expected = [[1 / 3, 1 / 3, 1 / 3, 0], [1 / 2, 1 / 2, 0, 0]]
    np.testing.assert_allclose(actual, expected, rtol=2.0**-8)


def test_not_a_number_stays_in_its_group():
    x = np.array([[1.0, np.nan], [2.0, 3.0]])
    y = kernels.largest(ops.convert_to_tensor(x, "float32"), 1)
    np.testing.assert_array_equal(to_numpy(y), [np.nan, 3.0])
    (gradient,) = gradients(lambda t: ops.sum(kernels.largest(t, 1)), [x])
    np.testing.assert_array_equal(gradient, [[np.nan, np.nan], [0.0, 1.0]])


def test_infinities_are_values():
    x = np.array([[-np.inf, -np.inf], [np.inf, 0.0]])
    (gradient,) = gradients(lambda t: ops.sum(kernels.largest(t, 1)), [x])
    np.testing.assert_array_equal(gradient, [[0.5, 0.5], [1.0, 0.0]])


@pytest.mark.parametrize("shape", [(0, 3, 4), (2, 3, 0)])
def test_of_no_values(shape):
    y = kernels.largest(ops.zeros(shape), 1)
    assert tuple(y.shape) == (shape[0], shape[2])


def test_integers_are_taken():
    y = kernels.largest(ops.convert_to_tensor([[1, 7, 3]], "int32"), 1)
    assert keras.backend.standardize_dtype(y.dtype) == "int32"
    np.testing.assert_array_equal(y, [7])


def test_symbols_are_taken():
    inputs = keras.Input((None, 3))
    model = keras.Model(inputs, kernels.largest(inputs, 1))
    x = values((2, 5, 3))
    np.testing.assert_array_equal(to_numpy(model(x)), x.max(1))


def second_derivative(function, x):
    """Of the sum of the squares of what the function makes of x, along ones."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        tensor = tf.constant(x, "float32")
        with tf.GradientTape() as outer:
            outer.watch(tensor)
            with tf.GradientTape() as inner:
                inner.watch(tensor)
                loss = tf.reduce_sum(function(tensor) ** 2)
            first = inner.gradient(loss, tensor)
        return to_numpy(outer.gradient(first, tensor))
    if backend == "jax":
        import jax

        def first(tensor):
            return jax.grad(lambda t: (function(t) ** 2).sum())(tensor).sum()

        return to_numpy(jax.grad(first)(np.float32(x)))
    import torch

    tensor = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    loss = (function(tensor) ** 2).sum()
    (first,) = torch.autograd.grad(loss, tensor, create_graph=True)
    return to_numpy(torch.autograd.grad(first.sum(), tensor)[0])


def test_second_derivatives():
    x = np.array([[1.0, 3.0, 2.0], [4.0, 4.0, 0.0]])
    actual = second_derivative(lambda t: kernels.largest(t, 1), x)
    np.testing.assert_allclose(actual, [[0.0, 2.0, 0.0], [1.0, 1.0, 0.0]])
