"""LeCun: what keeps a self-normalizing network at mean 0 and variance 1."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import LeCun
from tests.backends import to_numpy
from tests.initializers.limits import assert_variance


@pytest.mark.parametrize("distribution", ["truncated_normal", "uniform"])
def test_variance_is_one_over_fan_in(distribution):
    values = to_numpy(LeCun(distribution=distribution, seed=3)((100, 100)))
    assert_variance(values, 1 / 100, distribution)


def test_a_depthwise_kernel_counts_its_window_alone():
    layer = layers.DepthwiseConv2D(3, depthwise_initializer=LeCun(seed=0))
    layer.build((None, 5, 5, 400))
    assert_variance(to_numpy(layer.weights[0]), 1 / 9, "truncated_normal")


def test_twenty_layers_of_selu_stay_at_mean_0_and_variance_1():
    signal = np.random.default_rng(0).normal(size=(300, 100)).astype("float32")
    for seed in range(20):
        layer = layers.Dense(100, "selu", kernel_initializer=LeCun(seed=seed))
        signal = layer(signal)
    values = to_numpy(signal)
    assert abs(values.mean()) < 0.15
    assert values.var() == pytest.approx(1.0, abs=0.2)


def test_the_gain_is_not_a_setting():
    assert LeCun().gain == 1.0
    assert "gain" not in LeCun().get_config()
    assert keras.initializers.get("keras_nntricks>LeCun").gain == 1.0
