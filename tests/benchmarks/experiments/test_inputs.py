import dataclasses

import keras
import numpy as np
import pytest

from benchmarks import data
from benchmarks.experiments.shared import prepared_inputs
from benchmarks.experiments.shared.sensitivity import sensitivity
from benchmarks.networks import plain_mlp

DIGITS = data.load("digits")


def made_dataset():
    """Images of 2 x 3 pixels; the last pixel never varies."""
    generator = np.random.default_rng(0)
    mixed = generator.random((400, 6)) @ generator.random((6, 6)) / 6
    mixed[:, -1] = 0.5
    x = mixed.reshape(400, 2, 3).astype("float32")
    return dataclasses.replace(
        DIGITS, x_train=x, x_validation=x[:9], x_test=x[:9], y_train=np.zeros(400)
    )


MADE = made_dataset()
FLAT = MADE.x_train.reshape(400, 6).astype("float64")


def by_hand(inputs):
    centred = FLAT - FLAT.mean(axis=0)
    if inputs == "standardised":
        return np.delete(centred / np.append(FLAT.std(axis=0)[:-1], 1), 5, axis=1)
    if inputs == "whitened":
        u, s, vt = np.linalg.svd(centred, full_matrices=False)
        return (u * s / np.sqrt(s**2 / 400 + 0.01)) @ vt
    return {"raw": 255 * FLAT, "scaled": FLAT, "centred": centred}[inputs]


@pytest.mark.parametrize("inputs", prepared_inputs.INPUTS)
def test_inputs_are_prepared_as_by_hand(inputs):
    (x, y), (x_validation, _) = prepared_inputs.arrays(MADE, inputs)
    assert x.shape == (400, 2, 3)
    assert x.dtype == "float32"
    assert y is MADE.y_train
    wanted = by_hand(inputs)
    flat = x.reshape(400, 6)[:, : wanted.shape[1]]
    np.testing.assert_allclose(flat, wanted, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(x_validation, x[:9], rtol=1e-5, atol=1e-6)


def test_whitened_covariance_is_that_of_the_formula():
    found = prepared_inputs.whitened_covariance(np.diag([0.03, 0.0]))
    np.testing.assert_allclose(found, np.diag([0.75, 0.0]), atol=1e-12)
    assert prepared_inputs.preparation_error(MADE, "whitened") < 1e-5


def test_stretch_is_one_for_a_round_cloud_and_grows_with_the_mean():
    x = np.random.default_rng(0).standard_normal((20_000, 4)).astype("float32")
    assert _stretch(x) == pytest.approx(1, abs=0.05)
    # E[x x^T] = I + 3^2: eigenvalues 1 + 4 * 9 and 1, 1, 1.
    assert _stretch(x + 3) == pytest.approx(37 / 10, rel=0.02)


def _stretch(x):
    return prepared_inputs.stretch(dataclasses.replace(MADE, x_train=x), "scaled")


def test_sensitivity_of_a_linear_model_is_that_of_numpy():
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(4)])
    x = np.random.default_rng(0).standard_normal((50, 3)).astype("float32")
    y = np.arange(50) % 4
    before = [weight.copy() for weight in model.get_weights()]
    kernel = before[0].astype("float64")
    generator, changes = np.random.default_rng(5), []
    size = 0.3 * np.sqrt(np.mean(kernel**2))
    for _ in range(4):
        moved = kernel + size * generator.standard_normal(kernel.shape)
        changes.append(abs(_loss(x @ moved, y) - _loss(x @ kernel, y)))
    found = sensitivity(model, x, y, size=0.3, draws=4, seed=5)
    assert found == pytest.approx(np.mean(changes), rel=1e-4)
    for weight, own in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, own)


def _loss(logits, y):
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return -np.mean(np.log(shares[np.arange(len(y)), y]))


def test_a_network_without_hidden_noise_is_not_changed_by_nothing():
    model = plain_mlp.build(depth=1, width=4)
    few = DIGITS.x_train[:20], DIGITS.y_train[:20]
    assert sensitivity(model, *few, size=0.0) == 0
    assert sensitivity(model, *few) > 0
