import math

import numpy as np
import pytest

from keras_nntricks.activations import centered_gain

# 1 / sqrt(Var f(z)) by quadrature, to the ten decimals that are kept.
EXACT = {
    "relu": 1.7128585504,
    "elu": 1.2708434179,
    "selu": 1.0,
    "tanh": 1.5925374197,
    "sigmoid": 4.8013133720,
    "softplus": 1.9191259801,
    "silu": 1.7871872221,
    "mish": 1.5920253811,
    "linear": 1.0,
}
SLOPES = {0.01: 1.7048316272, 0.2: 1.5464600604, 0.25: 1.5046096432, 0.3: 1.4633055299}


@pytest.mark.parametrize("name", EXACT)
def test_exact_values(name):
    assert centered_gain(name) == pytest.approx(EXACT[name], abs=1e-9)


@pytest.mark.parametrize("slope", SLOPES)
def test_leaky_rectifiers(slope):
    measured = centered_gain(lambda x: np.where(x > 0, x, slope * x))
    assert measured == pytest.approx(SLOPES[slope], abs=1e-9)


def test_relu_has_a_closed_form():
    assert centered_gain("relu") == pytest.approx(math.sqrt(2 / (1 - 1 / math.pi)))


def test_no_activation_has_gain_one():
    assert centered_gain(None) == pytest.approx(1.0, abs=1e-12)


def test_a_shift_changes_nothing():
    assert centered_gain(lambda x: np.tanh(x) + 50) == pytest.approx(EXACT["tanh"])


@pytest.mark.parametrize("constant", [0.0, 3.0])
def test_refuses_a_constant(constant):
    with pytest.raises(ValueError, match="variance under N"):
        centered_gain(lambda x: 0 * x + constant)
