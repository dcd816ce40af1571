import math

import keras
import pytest

from keras_nntricks import layers
from keras_nntricks.monitors._flat_sides import FlatSides, flat_sides

TANH = math.sqrt(0.99)  # 1 - y^2 = 0.01
SIGMOID = (1 - math.sqrt(1 - 4 * 0.0025)) / 2  # y (1 - y) = 0.01 / 4
SIDES = {
    "relu": (0.0, None),
    "relu6": (0.0, 6.0),
    "hard_sigmoid": (0.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "tanh": (-TANH, TANH),
    "sigmoid": (SIGMOID, 1 - SIGMOID),
    "elu": (-0.99, None),
    "selu": (-0.99 * 1.6732632 * 1.050701, None),
    "softplus": (-math.log(1 - 0.01 / (1 + math.exp(-1))), None),
    "leaky_relu": (None, None),
    "linear": (None, None),
    "softmax": (None, None),
    "glu": (None, None),
}


@pytest.mark.parametrize("name", SIDES)
def test_sides_of_the_activations_of_keras(name):
    below, above = SIDES[name]
    sides = flat_sides(getattr(keras.activations, name))
    assert sides.below == pytest.approx(below, abs=1e-3)
    assert sides.above == pytest.approx(above, abs=1e-3)
    assert sides.floor is None


def _slope_of_gelu(x):
    density = math.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    return 0.5 * math.erfc(-x / math.sqrt(2)) + x * density


def test_an_activation_that_dips_has_a_floor():
    limit = 0.01 * _slope_of_gelu(1.0)  # the steepest of [-1, 1]
    x = -6.0
    while abs(_slope_of_gelu(x)) <= limit:
        x += 1e-3
    sides = flat_sides(lambda t: keras.activations.gelu(t, approximate=False))
    assert sides.below == 0.0
    assert sides.floor == pytest.approx(x * 0.5 * math.erfc(-x / 2**0.5), abs=2e-4)


def test_a_falling_activation_is_flat_above():
    assert flat_sides(lambda x: -keras.ops.relu(-x)) == FlatSides(above=0.0)
    assert flat_sides(lambda x: keras.ops.relu(-x)) == FlatSides(below=0.0)


def test_a_layer_may_be_the_function():
    assert flat_sides(keras.layers.ReLU(max_value=2.0)) == FlatSides(0.0, 2.0)
    assert flat_sides(layers.ELU(alpha=2.0)).below == pytest.approx(-1.98, abs=1e-2)


def test_what_cannot_be_called_with_a_matrix_has_none():
    def refuses(x):
        raise TypeError("no")

    assert flat_sides(refuses) == FlatSides()
    assert flat_sides(keras.ops.zeros_like) == FlatSides()
