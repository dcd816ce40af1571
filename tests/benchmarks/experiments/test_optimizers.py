"""Optimizers by name against NumPy, the networks they train, costs of a history."""

import functools
import types

import keras
import numpy as np
import pytest

from benchmarks.experiments import e15_adam, e21_defaults
from benchmarks.experiments.shared import optimizer_study
from benchmarks.figures import e21_defaults as figure_of_defaults
from benchmarks.networks import (
    named_optimizers,
    optimizer_problems,
    small_classifiers,
)

PARTS = ("train", "validation", "test")
GRADIENTS = np.array([[1.0, -0.2], [0.4, 0.3], [-2.0, 0.01]], "float32")
RATE, BETA_1, BETA_2, EPSILON = 0.1, 0.9, 0.9999, 1e-7


def moved_by(optimizer):
    """Where two weights are after three steps from 0."""
    weights = keras.Variable(np.zeros(2, "float32"))
    for gradient in GRADIENTS:
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [weights])
    return keras.ops.convert_to_numpy(weights)


def adam_by_hand(bias_correction):
    """Algorithm 1 in float64, with or without its two corrections."""
    weights, m, v = np.zeros(2), np.zeros(2), np.zeros(2)
    for t, gradient in enumerate(GRADIENTS.astype("float64"), 1):
        m = BETA_1 * m + (1 - BETA_1) * gradient
        v = BETA_2 * v + (1 - BETA_2) * gradient**2
        first = m / (1 - BETA_1**t) if bias_correction else m
        second = v / (1 - BETA_2**t) if bias_correction else v
        weights -= RATE * first / (np.sqrt(second) + EPSILON)
    return weights


@pytest.mark.parametrize("bias_correction", [True, False])
def test_adam_has_its_bias_correction_or_not(bias_correction):
    made = named_optimizers.optimizer_of(
        "adam", RATE, beta_2=BETA_2, bias_correction=bias_correction
    )
    expected = adam_by_hand(bias_correction)
    np.testing.assert_allclose(moved_by(made), expected, rtol=2e-3)


def test_the_rate_falls_as_the_square_root_of_the_step():
    made = named_optimizers.optimizer_of("sgd", RATE, decays=True)
    expected = -RATE * (GRADIENTS / np.sqrt([[1], [2], [3]])).sum(axis=0)
    np.testing.assert_allclose(moved_by(made), expected, rtol=1e-5)


def test_nesterov_looks_ahead_and_plain_descent_does_not():
    plain = moved_by(named_optimizers.optimizer_of("sgd", RATE))
    np.testing.assert_allclose(plain, -RATE * GRADIENTS.sum(axis=0), rtol=1e-5)
    ahead = named_optimizers.optimizer_of("nesterov", RATE)
    steps = -RATE * GRADIENTS
    velocity, where = 0.0, 0.0
    for step in steps:
        velocity = 0.9 * velocity + step
        where = where + 0.9 * velocity + step
    np.testing.assert_allclose(moved_by(ahead), where, rtol=1e-5)


@pytest.mark.parametrize(
    ("problem", "kinds"),
    [
        ("logistic", ["Dense"]),
        ("mlp", ["Dense"] * 3),
        ("sigmoid", ["Dense"] * 4),
        ("dropout", ["Dense", "Dropout", "Dense", "Dropout", "Dense"]),
    ],
)
def test_problems_differ_in_layers_and_regularization(problem, kinds):
    model = small_classifiers.build(problem, "rmsprop")
    assert [type(layer).__name__ for layer in model.layers] == kinds
    dense = [layer for layer in model.layers if hasattr(layer, "kernel")]
    bare = [layer.kernel_regularizer is None for layer in dense]
    assert bare == [problem == "dropout"] * len(dense)
    assert model.layers[-1].units == 10


def test_the_cost_of_a_diverged_run_has_no_mean():
    assert e15_adam.cost_of({"loss": [2.0, 1.0]}) == {"cost": [2.0, 1.0], "area": 1.5}
    assert e15_adam.cost_of({"loss": [2.0, None]})["area"] is None


def test_first_updates_are_counted_in_rates():
    arm = {"optimizer": "adam", "learning_rate": 0.01, "beta_2": BETA_2}
    corrected = e15_adam.first_update(**arm, bias_correction=True)
    uncorrected = e15_adam.first_update(**arm, bias_correction=False)
    assert corrected == pytest.approx(1.0, rel=1e-3)
    assert uncorrected == pytest.approx(10.0, rel=1e-3)
    assert e15_adam.first_update("sgd", 0.5) == pytest.approx(1.0)


def test_the_autoencoder_gives_images_back_through_its_code():
    model = optimizer_problems.build("autoencoder", optimizer="sgd", units=20, code=3)
    assert [layer.units for layer in model.layers] == [20, 3, 20, 64]
    assert model.loss == "mse"


def test_examples_come_in_whole_batches():
    given = {"x": np.ones((10, 2, 2)), "y": np.arange(10)}
    parts = {f"{k}_{part}": v for k, v in given.items() for part in PARTS}
    dataset = types.SimpleNamespace(**parts)
    found = optimizer_study.arrays(dataset, "mlp", 4)
    for (x, y), size in zip(found, (8, 8, 10), strict=True):
        assert (x.shape, list(y)) == ((size, 4), list(range(size)))
    assert all(x is y for x, y in optimizer_study.arrays(dataset, "autoencoder", 4))


LOSSES = np.full((4, 4), 2.0)
LOSSES[:, 0] = [1.8, 1.5, 1.4, 1.6]  # defaults: the third optimizer is best
LOSSES[0, 3] = 1.0
LOSSES[1, 1:3] = np.inf, 1.2


def test_rates_and_defaults_are_chosen_by_validation():
    asked = []
    found = optimizer_study.choices(LOSSES, lambda run: asked.append(run) or run, 100)
    assert found["tuned"] == [103, 106, 108, 112]
    assert found["default"] == 108


def test_the_summary_counts_problems():
    easy = {"validation": LOSSES, "tuned": [1.0, 2.0, 2.0, 1.0], "default": 1.0}
    hard = {"validation": LOSSES, "tuned": [3.0, 1.0, 2.0, 2.0], "default": 4.0}
    found = e21_defaults.summary({"logistic": easy, "mlp": hard})
    assert found["excess"] == pytest.approx(np.log(2.0) / 2)
    assert (found["held"], found["most_wins"]) == (0.5, 0.5)
    assert found["adam_near_best"] == 0.5


def test_losses_are_cross_entropies_and_squared_errors():
    """The run says the same of every example: 0 and log(3)."""
    weights = [np.zeros((2, 2)), np.array([0.0, np.log(3.0)])]
    result = types.SimpleNamespace(weights={7: weights}.get)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    loss = functools.partial(optimizer_study.loss_of_run, result, model, place=7)
    classes = loss(np.zeros((2, 2)), np.array([1, 0]))
    assert classes == pytest.approx((np.log(4 / 3) + np.log(4)) / 2)
    x = np.array([[0.0, 0.0], [1.0, np.log(3.0)]])
    assert loss(x, x) == pytest.approx((np.log(3.0) ** 2 + 1) / 4)


def test_the_default_is_among_the_rates():
    for name, default in optimizer_study.DEFAULTS.items():
        rates = optimizer_study.rates_of(name)
        assert rates[optimizer_study.DEFAULT] == default
        assert rates[-1] == pytest.approx(64 * default)


def test_rates_are_unsteady_where_seeds_differ_most():
    random = np.random.default_rng(0)
    losses = np.exp(0.01 * random.standard_normal((8, 5, 5)))
    losses[:, 3, 4] = np.exp(random.standard_normal(8))
    assert [list(places) for places in figure_of_defaults.unsteady(losses)] == [
        [3],
        [4],
    ]
