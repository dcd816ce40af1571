import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks import kernels
from keras_nntricks.kernels._elu_composed import composed_elu
from tests.backends import compiled, gradients, to_numpy

POINTS = np.array([-100.0, -20.0, -1.0, -1e-2, -1e-5, -1e-8, 0.0, 1e-8, 1.0, 100.0])
NUMBERS = [(1.0, 1.0, 1.0), (1.0, 0.3, 1.0), (1.05, 1.76, 1.0), (None, 2.0, 0.5)]
CHANNELS = (np.array([0.25, 1.5]), np.array([2.0, 0.4]))


def reference(x, slope, depth, rate):
    """In float64, the branches one after the other."""
    y = depth * np.expm1(rate * np.minimum(x, 0.0))
    line = depth * rate if slope is None else slope
    return np.where(x > 0, line * x, y)


def derivatives(x, slope, depth, rate, upstream):
    """Towards x, depth and rate, summed over the rows."""
    below = np.minimum(x, 0.0)
    growth = np.exp(rate * below)
    line = depth * rate if slope is None else slope
    by_depth, by_rate = np.expm1(rate * below), depth * below * growth
    if slope is None:
        by_depth = np.where(x > 0, rate * x, by_depth)
        by_rate = np.where(x > 0, depth * x, by_rate)
    by_x = np.where(x > 0, line, depth * rate * growth)
    return by_x * upstream, (by_depth * upstream).sum(0), (by_rate * upstream).sum(0)


def both():
    return [kernels.elu, composed_elu]


@pytest.mark.parametrize("kernel", both())
@pytest.mark.parametrize("numbers", NUMBERS)
def test_value_and_gradient_with_numbers(kernel, numbers):
    x = POINTS.astype("float32").astype("float64")
    actual = to_numpy(kernel(ops.convert_to_tensor(x, "float32"), *numbers))
    np.testing.assert_allclose(actual, reference(x, *numbers), rtol=5e-7)
    (by_x,) = gradients(lambda t: ops.sum(kernel(t, *numbers)), [x])
    np.testing.assert_allclose(
        by_x, derivatives(x, *numbers, 1.0)[0], rtol=1e-6, atol=2e-7
    )


@pytest.mark.parametrize("kernel", both())
@pytest.mark.parametrize("slope", [1.0, 2.0, None])
def test_value_and_gradients_with_tensors(kernel, slope):
    x = np.stack([POINTS, POINTS[::-1]], axis=1).astype("float32").astype("float64")
    depth, rate = (c.astype("float32").astype("float64") for c in CHANNELS)
    upstream = np.random.default_rng(0).normal(size=x.shape)

    def loss(tensor, depth, rate):
        weight = ops.convert_to_tensor(upstream, "float32")
        return ops.sum(weight * kernel(tensor, slope, depth, rate))

    tensors = [ops.convert_to_tensor(a, "float32") for a in (x, depth, rate)]
    actual = to_numpy(kernel(tensors[0], slope, *tensors[1:]))
    np.testing.assert_allclose(actual, reference(x, slope, depth, rate), rtol=1e-6)
    expected = derivatives(x, slope, depth, rate, upstream)
    for value, exact in zip(gradients(loss, [x, depth, rate]), expected, strict=True):
        np.testing.assert_allclose(value, exact, rtol=2e-6, atol=1e-6)


@pytest.mark.parametrize("kernel", both())
@pytest.mark.parametrize("slope", [1.0, None])
@pytest.mark.parametrize("as_tensors", [False, True])
def test_half_precision_is_that_of_the_result(kernel, slope, as_tensors):
    coefficients = [ops.ones(2), ops.ones(2)] if as_tensors else [1.0, 1.0]
    for dtype, rounding in {"float16": 2.0**-10, "bfloat16": 2.0**-7}.items():
        x = ops.convert_to_tensor([[-1e-4, -1e-2], [-3.0, 3.0]], dtype)
        y = kernel(x, slope, *coefficients)
        assert keras.backend.standardize_dtype(y.dtype) == dtype
        exact = reference(to_numpy(x), 1.0, 1.0, 1.0)
        np.testing.assert_allclose(to_numpy(y), exact, rtol=rounding)


@pytest.mark.parametrize("slope", [1.0, None])
def test_float64_stays(slope):
    # JAX has no float64 unless it was switched on.
    dtype = "float32" if keras.backend.backend() == "jax" else "float64"
    x = ops.convert_to_tensor([-1e-12, -0.5], dtype)
    for kernel in both():
        y = ops.convert_to_numpy(kernel(x, slope, 0.5, 2.0))
        assert y.dtype == dtype
        exact = 0.5 * np.expm1([-2e-12, -1.0])
        np.testing.assert_allclose(y, exact, rtol=4 * np.finfo(dtype).eps)


@pytest.mark.parametrize("slope", [1.0, None])
def test_symbols_are_taken(slope):
    inputs = keras.Input((3,))
    model = keras.Model(inputs, kernels.elu(inputs, slope))
    np.testing.assert_allclose(to_numpy(model(np.full((1, 3), -1.0))), np.expm1(-1.0))


@pytest.mark.parametrize("numbers", [NUMBERS[0], NUMBERS[3]])
def test_compiled_values_are_as_exact(numbers):
    x = POINTS.astype("float32").astype("float64")
    function = compiled(lambda t: kernels.elu(t, *numbers))
    actual = to_numpy(function(ops.convert_to_tensor(x, "float32")))
    np.testing.assert_allclose(actual, reference(x, *numbers), rtol=5e-7)


def second_derivatives(function, x):
    """Of an elementwise function."""
    backend = keras.backend.backend()
    if backend == "tensorflow":
        import tensorflow as tf

        tensor = tf.constant(x, "float32")
        with tf.GradientTape() as outer:
            outer.watch(tensor)
            with tf.GradientTape() as inner:
                inner.watch(tensor)
                y = function(tensor)
            first = inner.gradient(y, tensor)
        return to_numpy(outer.gradient(first, tensor))
    if backend == "jax":
        import jax

        return to_numpy(jax.vmap(jax.grad(jax.grad(function)))(np.float32(x)))
    import torch

    tensor = torch.tensor(x, dtype=torch.float32, requires_grad=True)
    (first,) = torch.autograd.grad(function(tensor).sum(), tensor, create_graph=True)
    return to_numpy(torch.autograd.grad(first.sum(), tensor)[0])


@pytest.mark.parametrize("slope", [1.0, None])
@pytest.mark.parametrize("as_tensors", [False, True])
def test_second_derivatives(slope, as_tensors):
    """On JAX mapped over the points, so that mapping is tried too."""
    depth, rate = (ops.array(0.5), ops.array(2.0)) if as_tensors else (0.5, 2.0)
    x = np.array([-3.0, -0.5, 0.5, 100.0])
    actual = second_derivatives(lambda t: kernels.elu(t, slope, depth, rate), x)
    expected = np.where(x > 0, 0.0, 0.5 * 4.0 * np.exp(2.0 * np.minimum(x, 0.0)))
    np.testing.assert_allclose(actual, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("kernel", both())
@pytest.mark.parametrize("numbers", [(None, 1.0, 0.0), (None, 0.0, 1.0), (None, 0, 0)])
def test_no_depth_or_no_rate_gives_zero_and_a_zero_gradient(kernel, numbers):
    x = POINTS.astype("float32")
    np.testing.assert_array_equal(
        to_numpy(kernel(ops.convert_to_tensor(x), *numbers)), 0
    )
    (slopes,) = gradients(lambda t: ops.sum(kernel(t, *numbers)), [x])
    np.testing.assert_array_equal(slopes, 0.0)
