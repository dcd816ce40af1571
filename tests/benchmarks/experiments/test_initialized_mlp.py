import keras
import numpy as np
import pytest

from benchmarks.networks import initialized_mlp
from keras_nntricks.layers import BatchNorm


def kernels_of(model):
    return [weight for weight in model.get_weights() if weight.ndim > 1]


@pytest.mark.parametrize(
    ("initializer", "variance"),
    [
        ("standard", 1 / (3 * 300)),
        ("normalized", 1 / 300),
        ("lecun", 1 / 300),
        ("he", 2 / 300),
    ],
)
def test_hidden_kernels_have_the_declared_variance(initializer, variance):
    model = initialized_mlp.build(
        initializer=initializer, hidden_layers=2, width=300, shape=(8, 8)
    )
    kernels = kernels_of(model)
    assert [kernel.shape for kernel in kernels] == [(64, 300), (300, 300), (300, 10)]
    assert kernels[1].var() == pytest.approx(variance, rel=0.03)


def test_standard_weights_are_uniform_within_one_by_the_root_of_fan_in():
    model = initialized_mlp.build(initializer="standard", hidden_layers=1, width=400)
    kernel = kernels_of(model)[0]
    assert np.abs(kernel).max() == pytest.approx(1 / 8, rel=1e-3)


def test_activation_and_batch_normalization_change_nothing_else():
    plain, selus, normalized = (
        initialized_mlp.build(hidden_layers=3, width=8, **settings)
        for settings in ({}, {"activation": "selu"}, {"batch_norm": True})
    )
    shapes = [kernel.shape for kernel in kernels_of(plain)]
    for model in (selus, normalized):
        assert [kernel.shape for kernel in kernels_of(model)] == shapes
    assert selus.layers[1].activation is keras.activations.selu
    assert sum(isinstance(layer, BatchNorm) for layer in normalized.layers) == 3
    assert plain.layers[-1].get_config()["activation"] == "linear"
