"""The gains of the three initializers."""

import math

import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA, GainScaling, Xavier


def test_gains():
    assert GainScaling("tanh").gain == pytest.approx(1.5925374197, abs=1e-10)
    backward = GainScaling("tanh", gain_mode="backward").gain
    assert backward == pytest.approx(1.4674135916, abs=1e-10)
    assert GainScaling().gain == pytest.approx(math.sqrt(2.0), abs=1e-10)
    assert MSRA().gain == pytest.approx(math.sqrt(2.0))
    assert MSRA(slope=0.25).gain == pytest.approx(1.3719886811, abs=1e-10)
    assert Xavier().gain == 1.0
    assert GainScaling(1.25).gain == 1.25


@pytest.mark.parametrize("activation", ["relu", "gelu", "selu", "tanh", "silu"])
def test_pre_activations_keep_their_size_over_two_layers(activation):
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.layers.Dense(
                500,
                activation=activation,
                kernel_initializer=Xavier(mode="fan_in"),
            ),
            keras.layers.Dense(500, kernel_initializer=GainScaling(activation)),
        ]
    )
    x = np.random.default_rng(0).standard_normal((200, 300)).astype("float32")
    y = keras.ops.convert_to_numpy(model(x))
    assert np.mean(y**2) == pytest.approx(1.0, rel=0.1)
