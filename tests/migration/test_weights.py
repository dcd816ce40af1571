"""Weights of layers of old packages give the same outputs in the layers of today."""

import keras
import numpy as np
import pytest

from keras_nntricks import layers
from tests.migration import old_layers as old


def _normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def _positive(*shape, seed=1):
    return 0.5 + np.abs(_normal(*shape, seed=seed))


def _outputs(layer, x, **arguments):
    return keras.ops.convert_to_numpy(layer(x, **arguments))


def _assert_same(layer, x, expected, rtol=1e-4, **arguments):
    found = _outputs(layer, x, **arguments)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=1e-5)


def test_maxout_of_addons_has_the_same_channel_order():
    x = np.arange(8.0, dtype="float32")[np.newaxis]
    assert old.addons_maxout(x, 4).tolist() == [[4.0, 5.0, 6.0, 7.0]]
    x = _normal(2, 3, 12)
    _assert_same(layers.Maxout(num_pieces=3), x, old.addons_maxout(x, 4))


def test_weight_normalization_of_addons():
    x, v, g, bias = _normal(5, 4), _normal(4, 3, seed=1), _positive(3), _normal(3)
    layer = layers.WeightNorm(keras.layers.Dense(3))
    layer.build((None, 4))
    layer.layer.set_weights([v, bias])
    layer.scale.assign(g)
    _assert_same(layer, x, old.addons_weight_normalization(x, g, v, bias))


@pytest.mark.parametrize("learned", [False, True])
def test_filter_response_normalization_of_addons(learned):
    x, gamma, beta = _normal(2, 3, 4, 5), _normal(1, 1, 1, 5), _normal(1, 1, 1, 5)
    epsilon = np.array([0.3 if learned else 0.0], "float32")
    layer = layers.FilterResponseNorm(learn_epsilon=learned)
    layer.build(x.shape)
    layer.gamma.assign(gamma.ravel())
    layer.beta.assign(beta.ravel())
    if learned:
        layer.epsilon_weight.assign(epsilon[0])
    _assert_same(layer, x, old.addons_filter_response(x, epsilon, gamma, beta))


def test_tlu_of_addons_has_a_threshold_per_position():
    x, tau = _normal(2, 3, 4, 5), _normal(3, 4, 5, seed=1)
    layer = layers.TLU(shared_axes=[])
    layer.build(x.shape)
    layer.set_weights([tau])
    _assert_same(layer, x, np.maximum(x, tau))


def test_rrelu_of_addons_outside_training():
    x = _normal(4, 6)
    _assert_same(layers.RReLU(), x, np.where(x >= 0, x, 0.22916667 * x))


def test_stochastic_depth_of_addons_outside_training():
    shortcut, branch = _normal(3, 4), _normal(3, 4, seed=1)
    layer = layers.StochasticDepth(1 - 0.8, mode="batch", scale_in="inference")
    found = _outputs(layer, [shortcut, branch], training=False)
    np.testing.assert_allclose(found, shortcut + 0.8 * branch, rtol=1e-6)


def test_stochastic_depth_of_addons_in_training_keeps_or_drops_the_batch():
    shortcut, branch = np.zeros((3, 4), "float32"), np.ones((3, 4), "float32")
    layer = layers.StochasticDepth(0.5, mode="batch", scale_in="inference", seed=1)
    found = [_outputs(layer, [shortcut, branch], training=True) for _ in range(20)]
    assert {array.tobytes() for array in found} == {
        shortcut.tobytes(),
        branch.tobytes(),
    }


@pytest.mark.parametrize("groups", [2, 6])
def test_group_and_instance_normalization_of_addons(groups):
    x, gamma, beta = _normal(2, 3, 4, 6), _normal(6), _normal(6, seed=1)
    layer = keras.layers.GroupNormalization(groups=-1 if groups == 6 else groups)
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    _assert_same(layer, x, old.addons_group_norm(x, groups, gamma, beta))


def test_group_normalization_of_contrib_with_channels_first():
    x, gamma, beta = _normal(2, 6, 3, 4), _normal(6), _normal(6, seed=1)
    layer = keras.layers.GroupNormalization(groups=2, axis=1, epsilon=1e-5)
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    _assert_same(layer, x, old.contrib_group_norm(x, 2, gamma, beta, axis=1))


def test_group_normalization_of_contrib_mixes_positions_with_channels_last():
    x, gamma, beta = _normal(2, 3, 4, 6), np.ones(6), np.zeros(6)
    right = old.addons_group_norm(x, 2, gamma, beta, epsilon=1e-5)
    contrib = old.contrib_group_norm(x, 2, gamma, beta, axis=-1)
    assert np.max(np.abs(contrib - right)) > 0.1


def test_instance_normalization_of_contrib_up_to_epsilon():
    x, gamma, beta = _normal(2, 8, 8, 3), _normal(3), _normal(3, seed=1)
    layer = keras.layers.GroupNormalization(groups=-1, epsilon=1e-6)
    layer.build(x.shape)
    layer.set_weights([gamma, beta])
    expected = old.contrib_instance_norm(x, gamma, beta)
    np.testing.assert_allclose(_outputs(layer, x), expected, atol=0.01)


def test_instance_normalization_of_contrib_without_an_axis_up_to_epsilon():
    x, gamma, beta = _normal(2, 8, 8, 3), 1.5, -0.5
    layer = keras.layers.GroupNormalization(groups=1, epsilon=1e-6)
    layer.build(x.shape)
    layer.set_weights([np.full(3, gamma), np.full(3, beta)])
    expected = old.contrib_instance_norm(x, gamma, beta, axes=(1, 2, 3))
    np.testing.assert_allclose(_outputs(layer, x), expected, atol=0.01)


@pytest.mark.parametrize(("shared", "shape"), [([], (3, 4)), ([1], (1, 4))])
def test_pelu_of_contrib(shared, shape):
    x, alpha, beta = _normal(2, 3, 4), _positive(*shape), _positive(*shape, seed=2)
    layer = layers.PELU(shared_axes=shared)
    layer.build(x.shape)
    layer.set_weights([alpha, beta])
    _assert_same(layer, x, old.contrib_pelu(x, alpha, beta))


def test_srelu_of_contrib():
    x, shape = 2 * _normal(6, 3, 4), (3, 4)
    t_left, a_left = 0.3 * _normal(*shape, seed=1), _normal(*shape, seed=2)
    t_right, a_right = _normal(*shape, seed=3), _normal(*shape, seed=4)
    layer = layers.SReLU(shared_axes=[])
    layer.build(x.shape)
    layer.set_weights([t_left, a_left, t_left + np.abs(t_right), a_right])
    _assert_same(layer, x, old.contrib_srelu(x, t_left, a_left, t_right, a_right))


def test_spectral_normalization_of_addons_holds_the_divided_kernel():
    x, kernel, bias = _normal(5, 4), _normal(4, 3, seed=1), _normal(3)
    layer = keras.layers.SpectralNormalization(keras.layers.Dense(3))
    layer.build((None, 4))
    layer.layer.set_weights([kernel, bias])
    _assert_same(layer, x, x @ kernel + bias, training=False)


def test_batch_normalization_of_keras():
    x, gamma, beta = _normal(5, 3), _normal(3), _normal(3, seed=1)
    mean, variance = _normal(3, seed=2), _positive(3)
    keras_layer = keras.layers.BatchNormalization()
    keras_layer.build((None, 3))
    keras_layer.set_weights([gamma, beta, mean, variance])
    layer = layers.BatchNorm()
    layer.build((None, 3))
    layer.set_weights(keras_layer.get_weights())
    expected = old.keras_batch_norm(x, gamma, beta, mean, variance)
    _assert_same(layer, x, expected, training=False)
