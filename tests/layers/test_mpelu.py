import math

import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks import activations
from keras_nntricks.initializers import MSRA
from keras_nntricks.layers import MPELU
from tests.backends import gradients, to_numpy

X = np.array([[-100.0, -2.0, -1e-8, 0.0, 2.0]])


def with_weights(alpha, beta, **kwargs):
    constants = [keras.initializers.Constant(value) for value in (alpha, beta)]
    return MPELU(*constants, **kwargs)


def prelu(x, slope):
    return np.where(x > 0, x, slope * x)


def elu(x):
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0.0)))


@pytest.mark.parametrize(("alpha", "beta"), [(0.25, 1.0), (1.5, 0.5), (0.0, 1.0)])
def test_is_prelu_of_elu_of_prelu(alpha, beta):
    """The authors' first form."""
    expected = prelu(elu(prelu(X, beta)), alpha)
    actual = to_numpy(with_weights(alpha, beta)(X))
    np.testing.assert_allclose(actual, expected, rtol=1e-6)


def test_special_cases():
    np.testing.assert_allclose(to_numpy(with_weights(1, 1)(X)), elu(X), rtol=1e-6)
    np.testing.assert_array_equal(to_numpy(with_weights(0, 1)(X)), np.maximum(X, 0))
    nearly_leaky = to_numpy(with_weights(0.3 / 1e-5, 1e-5)(X))
    np.testing.assert_allclose(nearly_leaky, prelu(X, 0.3), rtol=1e-3)


def test_starts_at_a_quarter_and_one():
    layer = MPELU()
    layer.build((None, None, 3))
    starts = [to_numpy(weight).tolist() for weight in layer.weights]
    assert starts == [[[0.25] * 3], [[1.0] * 3]]


def test_slope_at_zero_is_that_below():
    layer = with_weights(0.5, 3.0)
    (slope,) = gradients(
        lambda x: ops.sum(layer(x)), [np.array([[-1e-8, 0.0, 1e-8, 100.0]])]
    )
    np.testing.assert_allclose(slope, [[1.5, 1.5, 1.0, 1.0]], rtol=1e-6)


def test_beta_never_becomes_negative():
    model = keras.Sequential([keras.Input((1,)), MPELU()])
    model.compile(keras.optimizers.SGD(100.0), "mse")
    model.train_on_batch(np.array([[-1.0]]), np.full((1, 1), 10.0))
    assert to_numpy(model.weights[1]).tolist() == [0.0]


def test_gain_at_the_start():
    def tail(x):
        return 0.5 * math.erfc(x / math.sqrt(2.0))

    below = math.exp(2) * tail(2) - 2 * math.exp(0.5) * tail(1) + 0.5
    expected = (0.5 + 0.25**2 * below) ** -0.5
    assert activations.gain(MPELU()) == pytest.approx(expected, abs=1e-10)
    as_elu = activations.gain(with_weights(1.0, 1.0))
    assert as_elu == pytest.approx(1.2451983007, abs=1e-10)


@pytest.mark.parametrize(
    ("alpha", "beta", "variance_times_fan"),
    [(1.0, 1.0, 1.0), (0.0, 1.0, 2.0), (0.25, 1.0, 32 / 17), (0.5, 2.0, 1.0)],
)
def test_taylor_initialization_is_msra_of_the_slope(alpha, beta, variance_times_fan):
    taylor = MSRA(slope=alpha * beta, seed=0)
    assert taylor.gain**2 == pytest.approx(2 / (1 + alpha**2 * beta**2), rel=1e-12)
    assert taylor.gain**2 == pytest.approx(variance_times_fan, rel=1e-12)
    layer = keras.layers.Dense(300, kernel_initializer=taylor)
    layer.build((None, 200))
    drawn = 200 * np.var(to_numpy(layer.kernel))
    assert drawn == pytest.approx(variance_times_fan, rel=0.03)


def test_taylor_initialization_without_depth_is_that_of_he():
    shape = (200, 100)
    told = {"seed": 4, "input_axes": [0], "output_axes": [1]}
    taylor, he = MSRA(slope=0.0 * 1.0, **told), MSRA(**told)
    np.testing.assert_array_equal(to_numpy(taylor(shape)), to_numpy(he(shape)))
