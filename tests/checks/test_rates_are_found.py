"""The range test, on losses that follow by hand and on faults it is there for."""

import keras
import numpy as np
import pytest

from keras_nntricks import checks
from tests.checks.small import Blind, labelled

X, Y = labelled()


def test_a_rate_that_explodes_is_found():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(100.0), "mse", run_eagerly=True)
    result = checks.learning_rate_range(model, X, X[:, :1], num_steps=40)
    assert result.status == "failed"
    assert 1e-3 < result.numbers["suggestion"] < 1


def test_the_range_test_tries_the_rates_on_true_batch_losses():
    """One weight, plain SGD: each loss follows by hand."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    weight = float(keras.ops.convert_to_numpy(model.layers[0].kernel)[0, 0])
    ones = np.ones((4, 1), "float32")
    result = checks.learning_rate_range(
        model, ones, 3 * ones, start=1e-3, end=0.2, num_steps=10
    )
    expected = []
    for rate in np.geomspace(1e-3, 0.2, 10):
        expected.append((weight - 3) ** 2)
        weight -= rate * 2 * (weight - 3)
    assert result.numbers["losses"] == pytest.approx(expected, rel=1e-3)


def _small_regression(optimizer, *layers):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(1)])
    model.compile(optimizer, "mse", run_eagerly=True)
    return model


def test_a_healthy_rate_is_no_warning():
    for optimizer in (keras.optimizers.Adam(0.02), keras.optimizers.SGD(0.05)):
        hidden = keras.layers.Dense(8, activation="tanh")
        model = _small_regression(optimizer, hidden)
        result = checks.learning_rate_range(model, X, 5 + X[:, :1], num_steps=60)
        assert result.status == "ok", str(result)
        assert result.numbers["suggestion"] < result.numbers["largest"]


def test_a_model_that_cannot_learn_gets_no_rate():
    model = _small_regression(keras.optimizers.SGD(0.01), Blind())
    y = X[:, :1] - X[:, :1].mean()
    result = checks.learning_rate_range(model, X, y, num_steps=40)
    assert result.status == "warning"
    assert result.numbers["suggestion"] is None
    assert "falls nowhere" in result.advice


def test_rates_beyond_the_last_one_are_tried():
    model = _small_regression(keras.optimizers.SGD(1e6))
    result = checks.learning_rate_range(model, X, X[:, :1], num_steps=30)
    assert result.status == "failed", str(result)


def test_a_schedule_is_not_judged():
    warm = keras.optimizers.schedules.PolynomialDecay(0.0, 10, 0.05)
    model = _small_regression(keras.optimizers.SGD(warm))
    result = checks.learning_rate_range(model, X, 5 + X[:, :1], num_steps=40)
    assert result.status == "ok"
    assert "schedule" in result.measured
