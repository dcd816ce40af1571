import keras
import numpy as np
import pytest

from keras_nntricks.activations import gain
from keras_nntricks.layers import TLU
from tests.backends import gradients, to_numpy


def normal(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_it_starts_as_relu():
    x = normal(4, 3, 5)
    layer = TLU()
    np.testing.assert_array_equal(to_numpy(layer(x)), np.maximum(x, 0))
    np.testing.assert_array_equal(to_numpy(layer.threshold), np.zeros((1, 5)))


def test_its_gain_is_that_of_its_start():
    np.testing.assert_allclose(gain(TLU()), 1.4142135624, rtol=1e-10)
    # All but none of the normal distribution lies above -9.
    low = keras.initializers.Constant(-9.0)
    np.testing.assert_allclose(gain(TLU(low)), 1.0, rtol=1e-10)


def test_its_gradient_starts_as_that_of_relu():
    points = np.array([[-100.0, -1e-8, 0.0, 1e-8, 100.0]])
    layer = TLU()
    layer.build(points.shape)
    (gradient,) = gradients(lambda x: keras.ops.sum(layer(x)), [points])
    np.testing.assert_array_equal(gradient, [[0, 0, 0, 1, 1]])


def test_the_threshold_gets_the_gradient_of_what_is_cut():
    layer, x = TLU(), np.array([[-1.0, 2.0, 0.5], [-3.0, 4.0, -0.5], [0.0, 1.0, 9.0]])
    layer.build(x.shape)
    inputs = keras.ops.convert_to_tensor(x, "float32")

    def total(threshold):
        return keras.ops.sum(layer.stateless_call([threshold], [], inputs)[0])

    (gradient,) = gradients(total, [np.array([0.0, 3.0, 0.0])])
    np.testing.assert_array_equal(gradient, [3, 2, 1])


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_each_channel_has_a_threshold(dtype):
    x, thresholds = np.array([[[-2.0, -2.0], [0.5, 0.5]]]), np.array([[-1.0, 1.0]])
    layer = TLU(dtype=dtype)
    layer.build(x.shape)
    layer.set_weights([thresholds])
    np.testing.assert_array_equal(to_numpy(layer(x)), [[[-1, 1], [0.5, 1]]])


def test_not_a_number_passes():
    output = to_numpy(TLU()(np.array([[-np.inf, np.nan, np.inf]])))
    np.testing.assert_array_equal(output, [[0, np.nan, np.inf]])


def test_regularizer_and_constraint_act():
    layer = TLU("ones", threshold_regularizer="l1", threshold_constraint="non_neg")
    layer.build((None, 4))
    np.testing.assert_allclose(to_numpy(layer.losses[0]), 4 * 0.01, rtol=1e-6)
    assert isinstance(layer.threshold.constraint, keras.constraints.NonNeg)
    config = layer.get_config()
    assert TLU.from_config(config).get_config() == config
