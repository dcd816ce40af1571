import keras
import numpy as np
import pytest

from benchmarks.networks import deep_relu_convnet, deep_relu_mlp, two_layer_softmax


def kernels_of(model):
    return [np.asarray(w) for w in model.get_weights() if np.ndim(w) > 1]


def test_the_two_layer_net_counts_regularization_as_the_lecture():
    model = two_layer_softmax.build(features=12, regularization=8.0, weight_std=0.3)
    model(np.zeros((1, 12), "float32"))
    squares = sum(np.sum(kernel**2) for kernel in kernels_of(model))
    penalty = sum(float(keras.ops.convert_to_numpy(loss)) for loss in model.losses)
    assert penalty == pytest.approx(4.0 * squares, rel=1e-5)
    assert [kernel.shape for kernel in kernels_of(model)] == [(12, 50), (50, 10)]
    assert np.std(kernels_of(model)[0]) == pytest.approx(0.3, rel=0.1)


@pytest.mark.parametrize(("initializer", "gain"), [("xavier", 1), ("he", 2**0.5)])
def test_the_dense_net_has_the_depth_and_the_variance_asked_for(initializer, gain):
    kernels = kernels_of(deep_relu_mlp.build(initializer, depth=22))
    assert len(kernels) == 22
    deviations = [kernel.std() * kernel.shape[0] ** 0.5 for kernel in kernels[:-1]]
    assert np.mean(deviations) == pytest.approx(gain, rel=0.02)


@pytest.mark.parametrize("depth", [22, 30])
def test_the_convnet_has_the_depth_asked_for(depth):
    kernels = kernels_of(deep_relu_convnet.build(depth=depth, filters=4, units=8))
    assert [kernel.ndim for kernel in kernels] == [4] * (depth - 3) + [2] * 3
    assert kernels[-1].shape == (8, 10)


def test_the_convnet_trains_a_step():
    model = deep_relu_convnet.build(depth=7, filters=4, units=8, shape=(8, 8, 3))
    before = kernels_of(model)
    x = np.random.default_rng(0).random((4, 8, 8, 3), dtype="float32")
    logs = model.train_on_batch(x, np.arange(4), return_dict=True)
    assert np.isfinite(logs["loss"])
    moved = [np.any(a != b) for a, b in zip(before, kernels_of(model), strict=True)]
    assert all(moved)
