import keras
import numpy as np
import pytest

from benchmarks.experiments.theory.curves import CURVES

X = np.array([-3.0, -0.4, 0.2, 1.0, 6.0])


@pytest.mark.parametrize("name", CURVES)
def test_values_are_those_of_keras(name):
    expected = keras.activations.get(name)(X.astype("float32"))
    expected = keras.ops.convert_to_numpy(expected)
    np.testing.assert_allclose(CURVES[name].value(X), expected, rtol=1e-5)


@pytest.mark.parametrize("name", CURVES)
def test_slopes_are_those_of_the_values(name):
    curve, step = CURVES[name], 1e-6
    expected = (curve.value(X + step) - curve.value(X - step)) / (2 * step)
    np.testing.assert_allclose(curve.slope(X), expected, atol=1e-8)


def test_a_relu_has_no_slope_at_zero():
    assert CURVES["relu"].slope(np.zeros(1)) == 0
