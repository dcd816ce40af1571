import math

import keras
import numpy as np
import pytest

from benchmarks import data
from benchmarks.experiments import e17_learning_rate_decay as e17
from benchmarks.experiments.shared import decays
from benchmarks.experiments.shared.learning import steps_per_epoch
from benchmarks.networks.rate_table import RateTable
from keras_nntricks import callbacks, sweeps

EXAMPLES = {"cifar10": 45_000}
# By hand, from the first rate 1 and 320 steps: (step, rate).
BY_HAND = {
    "step": [(0, 1), (99, 1), (100, 0.1), (199, 0.1), (200, 0.01), (300, 0.001)],
    "exponential": [(0, 1), (160, math.sqrt(0.001)), (319, 0.001 ** (319 / 320))],
    "inverse": [(0, 1), (160, 1 / 5.5), (319, 1 / (1 + 9 * 319 / 320))],
    "linear": [(0, 1), (80, 0.75), (240, 0.25), (319, 1 / 320)],
    "cosine": [(0, 1), (80, (2 + math.sqrt(2)) / 4), (160, 0.5)],
}


@pytest.mark.parametrize("name", BY_HAND)
def test_rates_are_those_by_hand(name):
    steps, wanted = zip(*BY_HAND[name], strict=True)
    found = decays.rates_of(name, 320, 320)[list(steps)]
    np.testing.assert_allclose(found, wanted, rtol=1e-12)
    assert decays.formula_error(name, 320, 320) < 1e-6


@pytest.mark.parametrize("name", ["linear", "cosine"])
def test_a_decay_that_is_done_stays_at_zero(name):
    rates = decays.rates_of(name, 50, 120)
    assert rates[49] > 0
    np.testing.assert_array_equal(rates[50:], 0)
    assert decays.formula_error(name, 50, 120) < 1e-6


def test_a_wrong_rate_is_seen(monkeypatch):
    wrong = callbacks.CosineDecay(100, alpha=1e-4, unit="steps")
    monkeypatch.setattr(decays, "callback_of", lambda *_: wrong)
    assert decays.formula_error("cosine", 100, 91) > 1e-5


@pytest.mark.parametrize("scale", ["smoke", "quick", "paper"])
def test_the_schedules_last_as_long_as_the_training(scale):
    declared = e17.EXPERIMENT.scales[scale]
    settings = declared.settings
    if declared.data == "digits":
        steps = steps_per_epoch(data.load("digits"), settings["batch_size"])
    else:
        steps = -(-EXAMPLES[declared.data] // settings["batch_size"])
    assert settings["steps"] == steps * settings["epochs"]


def test_gradient_descent_follows_the_schedule():
    """With a constant gradient of 1 the weights fall by the sum of the rates.

    The table has 6 of the 8 steps: its last rate holds for the others.
    """

    def build(schedule):
        model = keras.Sequential(
            [
                keras.layers.Input((1,)),
                keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros"),
            ]
        )
        rates = RateTable(0.5 * decays.rates_of(schedule, 8, 6))
        optimizer = rates.given_to(keras.optimizers.SGD(rates))
        model.compile(optimizer, keras.losses.MeanAbsoluteError())
        return model

    x, y = np.ones((8, 1), "float32"), np.full((8, 1), -99, "float32")
    names = ("step", "cosine")
    runs = [{"seed": 0, "schedule": name} for name in names]
    result = sweeps.fit_many(build, x, y, runs, batch_size=1)
    for i, name in enumerate(names):
        rates = decays.rates_of(name, 8, 6)
        wanted = -0.5 * (rates.sum() + 2 * rates[-1])
        assert float(result.weights(i)[0][0, 0]) == pytest.approx(wanted, rel=1e-5)


def test_half_of_the_budget_is_done_at_half_of_the_steps():
    settings = {**e17.STEPS, "width": 4, "learning_rate": 0.2, "steps": 40}
    settings.pop("batch_size")
    rates = {}
    for arm in ("linear", "linear-half"):
        model = e17.build(**settings, **e17.EXPERIMENT.arm(arm).settings)
        model.optimizer.iterations.assign(10)
        rates[arm] = float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
    assert rates["linear"] == pytest.approx(0.15)
    assert rates["linear-half"] == pytest.approx(0.1)
