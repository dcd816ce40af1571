"""Value and gradient of small functions against their closed forms."""

import keras
import numpy as np
from keras import ops

from keras_nntricks import taps

AT = [np.array([1.0, -2.0]), np.array([[3.0]])]


def test_the_gradient_is_that_of_the_formula_in_double_precision():
    def weighted(given, data, nothing):
        assert nothing is None
        doubled = ops.multiply(data["n"], given[1])
        return ops.sum(given[0] ** 3 * data["x"]) + ops.sum(doubled)

    x = np.array([0.1, 1.0]) + 1e-12  # lost in single precision
    data = {"x": x, "n": np.array(2)}
    value, gradient = taps.value_and_gradient(weighted)(AT, data, None)
    assert isinstance(value, float)
    np.testing.assert_allclose(value, x[0] - 8 * x[1] + 6, rtol=1e-14)
    np.testing.assert_allclose(gradient[0], 3 * AT[0] ** 2 * x, rtol=1e-14)
    np.testing.assert_array_equal(gradient[1], [[2.0]])
    assert keras.config.floatx() == "float32"


def test_what_the_function_does_not_depend_on_has_a_gradient_of_zero():
    at = taps.value_and_gradient(lambda given: ops.sum(given[0]))
    np.testing.assert_array_equal(at(AT)[1][1], [[0.0]])
    at = taps.value_and_gradient(lambda given: ops.ones(()))
    assert [array.tolist() for array in at(AT)[1]] == [[0.0, 0.0], [[0.0]]]
