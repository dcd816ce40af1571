"""A run whose loss stops being finite is frozen; the others go on."""

import json

import keras
import numpy as np
import pytest

from keras_nntricks import sweeps
from tests.sweeps.problems import assert_equals_fit, data

X, Y = data(20)
TARGET = X.sum(axis=1, keepdims=True)
SETTINGS = {"batch_size": 4, "epochs": 3}


def linear(learning_rate, momentum=0.0):
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
    optimizer = keras.optimizers.SGD(learning_rate, momentum=momentum)
    model.compile(optimizer, "mse", metrics=["mae"])
    return model


def by_hand(seed, learning_rate, num_steps):
    """The squared error's descent in NumPy; when it overflows, and from where."""
    keras.utils.set_random_seed(seed)
    kernel, bias = linear(learning_rate).get_weights()
    with np.errstate(all="ignore"):
        for step in range(num_steps):
            epoch, place = divmod(step, 5)
            order = sweeps.batch_order(seed, epoch, 20)[4 * place : 4 * place + 4]
            error = X[order] @ kernel + bias - TARGET[order]
            if not np.isfinite(np.mean(error**2, dtype="float32")):
                return step, kernel, bias
            slope = np.float32(learning_rate) * 2 * error / np.float32(4)
            kernel, bias = kernel - X[order].T @ slope, bias - slope.sum(0)
    return None, kernel, bias


def test_diverged_run_is_frozen_before_the_step():
    runs = sweeps.grid(seed=[0], learning_rate=[0.01, 1e3])
    result = sweeps.fit_many(linear, X, TARGET, runs, **SETTINGS)
    step, kernel, bias = by_hand(0, 1e3, 15)
    row = result.rows[1]
    assert 5 <= step < 10
    assert (row["status"], row["diverged_at"]) == ("diverged", step)
    np.testing.assert_allclose(result.weights(1)[0], kernel, rtol=1e-3)
    np.testing.assert_allclose(result.weights(1)[1], bias, rtol=1e-3)
    assert row["history"]["loss"][1:] == [None, None]
    assert np.isfinite(row["history"]["loss"][0])
    json.dumps(result.rows, allow_nan=False)


def test_the_other_run_goes_on():
    runs = sweeps.grid(seed=[0], learning_rate=[1e3, 0.01])
    result = sweeps.fit_many(linear, X, TARGET, runs, **SETTINGS)
    _, kernel, bias = by_hand(0, 0.01, 15)
    assert [row["status"] for row in result.rows] == ["diverged", "done"]
    np.testing.assert_allclose(result.weights(1)[0], kernel, rtol=1e-4)
    np.testing.assert_allclose(result.weights(1)[1], bias, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("mapping", ["auto", "fit"])
def test_diverged_at_the_first_step_keeps_the_start(mapping):
    y = TARGET * np.float32(1e30)
    run = {"seed": 3, "learning_rate": 0.1}
    result = sweeps.fit_many(linear, X, y, [run], mapping=mapping, **SETTINGS)
    keras.utils.set_random_seed(3)
    start = linear(0.1).get_weights()
    assert result.rows[0]["diverged_at"] == 0
    assert result.rows[0]["history"] == {"loss": [None] * 3, "mae": [None] * 3}
    np.testing.assert_array_equal(result.weights(0)[0], start[0])


def test_validation_is_not_there_once_diverged():
    run = {"seed": 0, "learning_rate": 1e3}
    settings = {**SETTINGS, "validation_data": (X, TARGET)}
    (row,) = sweeps.fit_many(linear, X, TARGET, [run], **settings).rows
    assert row["history"]["val_loss"][1:] == [None, None]
    assert len(row["history"]["val_mae"]) == 3


def test_finite_runs_are_done():
    runs = sweeps.grid(seed=[1], learning_rate=[0.01])
    result = sweeps.fit_many(linear, X, TARGET, runs, **SETTINGS)
    assert_equals_fit(result, linear, runs, X, TARGET, **SETTINGS)
