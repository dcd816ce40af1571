import math

import keras
import numpy as np
import pytest

from keras_nntricks.activations import gain
from keras_nntricks.layers import RReLU
from tests.backends import gradients, to_numpy

SIZE = 40_000


def drawn_slopes(layer, size=SIZE):
    return to_numpy(layer(-np.ones((1, size)), training=True))[0] / -1.0


def test_inference_is_that_of_tensorflow_addons():
    output = to_numpy(RReLU()(np.array([-1.0, 0.0, 1.0]), training=False))
    np.testing.assert_allclose(output, [-0.22916667, 0, 1], rtol=1e-7)
    np.testing.assert_allclose(output[0], -11 / 48, rtol=1e-7)


def test_inference_of_the_paper_divides_by_the_mean_divisor():
    output = to_numpy(RReLU(sampled="divisor")(np.array([-1.0, 0.0, 1.0])))
    np.testing.assert_allclose(output, [-2 / 11, 0, 1], rtol=1e-7)


def test_slopes_are_uniform():
    slopes = drawn_slopes(RReLU(seed=1))
    assert slopes.min() >= 1 / 8
    assert slopes.max() <= 1 / 3
    deviation = (1 / 3 - 1 / 8) / math.sqrt(12)
    assert abs(slopes.mean() - 11 / 48) < 5 * deviation / math.sqrt(SIZE)
    # E a^2 = 0.0561342593; SD of a^2 is below 2 * (1/3) * deviation.
    assert abs(np.mean(slopes**2) - 0.0561342593) < 5 * deviation / math.sqrt(SIZE)
    ranks = np.histogram(slopes, bins=8, range=(1 / 8, 1 / 3))[0] / SIZE
    np.testing.assert_allclose(ranks, 1 / 8, atol=5 * math.sqrt(7 / 64 / SIZE))


def test_divisors_are_uniform():
    slopes = drawn_slopes(RReLU(sampled="divisor", seed=1))
    divisors = 1 / slopes
    assert divisors.min() >= 3 - 1e-5
    assert divisors.max() <= 8 + 1e-5
    ranks = np.histogram(divisors, bins=8, range=(3, 8))[0] / SIZE
    np.testing.assert_allclose(ranks, 1 / 8, atol=5 * math.sqrt(7 / 64 / SIZE))
    # E 1/a = log(8/3) / 5 = 0.19617; the SD of 1/a is below (1/3 - 1/8) / 2.
    assert abs(slopes.mean() - 0.19617) < 1e-5 + 5 * 0.105 / math.sqrt(SIZE)


def test_each_element_and_each_call_draws_anew():
    layer = RReLU(seed=3)
    first, second = drawn_slopes(layer, 200), drawn_slopes(layer, 200)
    assert len(np.unique(first)) > 190
    assert not np.any(first == second)


def test_what_is_positive_is_left_alone_in_training():
    x = np.array([[0.0, 1e-8, 3.0, 1e30]], "float32")
    np.testing.assert_array_equal(to_numpy(RReLU()(x, training=True)), to_numpy(x))


@pytest.mark.parametrize("sampled", ["slope", "divisor"])
def test_the_gradient_is_the_slope_that_was_drawn(sampled):
    layer, x = RReLU(sampled=sampled, seed=1), -np.ones((1, 9))
    # A layer of the same seed draws what the gradient's call draws.
    expected = drawn_slopes(RReLU(sampled=sampled, seed=1), 9)
    (gradient,) = gradients(lambda x: keras.ops.sum(layer(x, training=True)), [x])
    np.testing.assert_allclose(gradient[0], expected, rtol=1e-6)


def test_equal_bounds_make_a_leaky_relu():
    slopes = drawn_slopes(RReLU(0.25, 0.25), 20)
    np.testing.assert_allclose(slopes, 0.25, rtol=1e-6)


def test_fit_draws_and_predict_does_not():
    scale = keras.layers.EinsumDense("abc,c->abc", (None, 4), kernel_initializer="ones")
    model = keras.Sequential([keras.Input((None, 4)), scale, RReLU(seed=1)])
    model.compile(keras.optimizers.SGD(0.0), "mse")
    x = -np.ones((2, 3, 4), "float32")
    # Slopes at inference give no loss; drawn ones differ from them.
    assert model.evaluate(x, 11 / 48 * x, verbose=0) < 1e-12
    assert model.fit(x, 11 / 48 * x, verbose=0).history["loss"][0] > 1e-4
    np.testing.assert_allclose(model.predict(x, verbose=0), 11 / 48 * x, rtol=1e-6)


def test_the_gain_is_that_of_training():
    np.testing.assert_allclose(gain(RReLU()), 1.3761172298, rtol=1e-10)
    # E a^2 of divisors in [l, u] is 1 / (l u).
    divided = gain(RReLU(sampled="divisor"))
    np.testing.assert_allclose(divided, np.sqrt(2 / (1 + 1 / 24)), rtol=1e-10)


@pytest.mark.parametrize("dtype", ["mixed_float16", "bfloat16"])
def test_half_precision_stays_in_bounds(dtype):
    output = RReLU(dtype=dtype)(-np.ones((5, 5)), training=True)
    assert keras.backend.standardize_dtype(output.dtype) in dtype
    slopes = -to_numpy(output)
    assert slopes.min() >= 1 / 8
    assert slopes.max() <= 1 / 3 + 2e-3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"lower": 0.5}, "`upper` must be None or a number, at least lower=0.5."),
        ({"lower": 0.3, "upper": 0.2}, "`upper` must be .* Received: upper=0.2"),
        ({"lower": -0.1}, "`lower` must be None or a number, 0 or more. Received: low"),
        ({"lower": 0, "sampled": "divisor"}, "`lower` must be .*, above 0. Received"),
        ({"sampled": "both"}, "`sampled` must be 'slope' or 'divisor'. Received: sam"),
        ({"seed": 1.5}, "`seed` must be None or an integer in .* Received: seed=1.5"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        RReLU(**arguments)
