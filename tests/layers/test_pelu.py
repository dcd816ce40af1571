import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks import activations
from keras_nntricks.layers import PELU
from tests.backends import gradients, to_numpy


def with_weights(alpha, beta, **kwargs):
    constants = [keras.initializers.Constant(value) for value in (alpha, beta)]
    return PELU(alpha_initializer=constants[0], beta_initializer=constants[1], **kwargs)


def test_starts_as_elu():
    x = np.array([[-100.0, -1.0, -1e-8, 0.0, 2.0]])
    expected = [[-1.0, np.expm1(-1.0), -1e-8, 0.0, 2.0]]
    np.testing.assert_allclose(to_numpy(PELU()(x)), expected, rtol=1e-6)


def test_the_two_branches():
    y = to_numpy(with_weights(2.0, 0.5)(np.array([[-0.5, 3.0]])))
    np.testing.assert_allclose(y, [[2.0 * (np.exp(-1.0) - 1.0), 12.0]], rtol=1e-6)


def test_slope_at_zero_is_the_ratio_from_both_sides():
    layer = with_weights(3.0, 0.75)
    (slope,) = gradients(
        lambda x: ops.sum(layer(x)), [np.array([[-1e-8, 0.0, 1e-8, -100.0]])]
    )
    np.testing.assert_allclose(slope, [[4.0, 4.0, 4.0, 0.0]], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("minimum", [0.1, 0.3])
def test_weights_stop_at_the_minimum(minimum):
    model = keras.Sequential([keras.Input((2,)), PELU(minimum=minimum)])
    model.compile(keras.optimizers.SGD(100.0), "mse")
    model.train_on_batch(np.array([[5.0, -5.0]]), np.full((1, 2), -10.0))
    alpha, beta = (to_numpy(weight) for weight in model.weights)
    limit = np.float32(minimum)
    # The output is to fall: alpha does so above zero, beta below it.
    assert alpha[0] == limit
    assert beta[1] == limit
    assert min(alpha.min(), beta.min()) >= limit


def test_one_pair_per_layer_as_in_the_paper():
    layer = PELU(shared_axes=[1, 2, 3])
    layer.build((None, None, None, None))
    assert [tuple(w.shape) for w in layer.weights] == [(1, 1, 1), (1, 1, 1)]


def test_penalties_reach_both_weights():
    layer = PELU(alpha_regularizer="l1", beta_regularizer="l2")
    layer.build((None, 3))
    assert [to_numpy(loss) for loss in layer.losses] == pytest.approx([0.03, 0.03])


def test_gain_at_the_start():
    assert activations.gain(PELU()) == pytest.approx(1.2451983007, abs=1e-10)
    backward = activations.gain(PELU(), mode="backward")
    assert backward == pytest.approx(1.2234285576, abs=1e-9)
    doubled = activations.gain(with_weights(2.0, 1.0))
    assert doubled == pytest.approx(1.2451983007 / 2, abs=1e-10)
