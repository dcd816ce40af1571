"""Each schedule against Keras's own where Keras has it, else against its picture."""

import json
import math

import keras
import numpy as np
import pytest

from keras_nntricks import callbacks
from tests.callbacks.used_rates import STEPS, fit, make_model

schedules = keras.optimizers.schedules
LIKE_KERAS = {
    "cosine": (
        callbacks.CosineDecay(6, alpha=0.1),
        schedules.CosineDecay(0.5, 6, alpha=0.1),
    ),
    "restarts": (
        callbacks.CosineRestarts(3, t_mul=2.0, m_mul=0.5, alpha=0.1),
        schedules.CosineDecayRestarts(0.5, 3, t_mul=2.0, m_mul=0.5, alpha=0.1),
    ),
    "equal restarts": (
        callbacks.CosineRestarts(3, t_mul=1.0),
        schedules.CosineDecayRestarts(0.5, 3, t_mul=1.0),
    ),
    "polynomial": (
        callbacks.PolynomialDecay(7, power=0.9, end_learning_rate=0.02),
        schedules.PolynomialDecay(0.5, 7, end_learning_rate=0.02, power=0.9),
    ),
    "linear": (
        callbacks.LinearDecay(7, end_learning_rate=0.02),
        schedules.PolynomialDecay(0.5, 7, end_learning_rate=0.02),
    ),
    "warm-up, then cosine": (
        callbacks.WarmUp(4, callbacks.CosineDecay(6, unit="steps"), start_factor=0.2),
        schedules.CosineDecay(0.1, 6, warmup_target=0.5, warmup_steps=4),
    ),
}


@pytest.mark.parametrize("name", LIKE_KERAS)
def test_rates_are_those_of_keras(name):
    ours, theirs = LIKE_KERAS[name]
    for time in range(12):
        expected = float(keras.ops.convert_to_numpy(theirs(time)))
        assert ours.learning_rate_at(time, 0.5) == pytest.approx(expected, rel=1e-5)


def corners(points, times):
    """The straight lines between points (time, rate)."""
    return np.interp(times, *np.transpose(points))


TRIANGLE = ((0, 0.1), (3, 0.7), (6, 0.1), (9, 0.7), (12, 0.1))


def test_triangles():
    cyclical = callbacks.CyclicalLearningRate(0.7, 3)
    rates = [cyclical.learning_rate_at(t, 0.1) for t in range(13)]
    assert rates == pytest.approx(corners(TRIANGLE, np.arange(13)))


def test_triangles_of_half_the_height_each_time():
    cyclical = callbacks.CyclicalLearningRate(0.7, 3, mode="triangular2")
    rates = [cyclical.learning_rate_at(t, 0.1) for t in range(13)]
    points = ((0, 0.1), (3, 0.7), (6, 0.1), (9, 0.4), (12, 0.1))
    assert rates == pytest.approx(corners(points, np.arange(13)))


def test_triangles_that_shrink_exponentially():
    cyclical = callbacks.CyclicalLearningRate(0.7, 3, mode="exp_range", gamma=0.9)
    rates = [cyclical.learning_rate_at(t, 0.1) for t in range(13)]
    times = np.arange(13)
    heights = (corners(TRIANGLE, times) - 0.1) * 0.9**times
    assert rates == pytest.approx(0.1 + heights)


def test_one_cycle():
    cycle = callbacks.OneCycle(20, 1.0, warm_up_fraction=0.25, end_factor=0.01)
    rates = [cycle.learning_rate_at(t, 0.2) for t in range(23)]
    up = [0.6 - 0.4 * math.cos(math.pi * t / 5) for t in range(5)]
    down = [0.501 + 0.499 * math.cos(math.pi * t / 15) for t in range(16)]
    assert rates == pytest.approx([*up, *down, 0.002, 0.002])


def test_a_warm_up_alone_reaches_the_rate_and_stays():
    warm = callbacks.WarmUp(4, start_factor=0.0)
    rates = [warm.learning_rate_at(t, 0.8) for t in range(6)]
    assert rates == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 0.8])


@pytest.mark.parametrize(
    "callback",
    [
        callbacks.WarmUp(3, callbacks.LinearDecay(4, unit="steps")),
        callbacks.CyclicalLearningRate(0.7, 3),
        callbacks.OneCycle(2 * STEPS, 0.7),
        callbacks.CosineRestarts(3, unit="steps"),
    ],
    ids=lambda callback: type(callback).__name__,
)
def test_each_step_uses_the_rate(callback):
    used, logged = fit(make_model(0.5), callback, epochs=2)
    rates = [callback.learning_rate_at(t, 0.5) for t in range(2 * STEPS)]
    np.testing.assert_allclose(used, np.reshape(rates, (2, STEPS)), atol=1e-6)
    np.testing.assert_allclose(logged, rates[STEPS - 1 :: STEPS], rtol=1e-5)


def test_epochs_use_the_rate():
    used, _ = fit(make_model(0.5), callbacks.CosineDecay(4), epochs=3)
    expected = [0.25 * (1 + math.cos(math.pi * e / 4)) for e in range(3)]
    np.testing.assert_allclose(used, np.repeat(expected, STEPS).reshape(3, -1), 1e-5)


def test_a_warm_up_with_what_follows_survives_json():
    after = callbacks.CosineDecay(5, alpha=0.1, unit="steps")
    config = json.loads(json.dumps(callbacks.WarmUp(2, after).get_config()))
    copy = callbacks.WarmUp.from_config(config)
    assert copy.get_config() == config
    assert copy.after.get_config() == after.get_config()


@pytest.mark.parametrize(
    "after",
    [
        callbacks.CosineDecay(5),
        callbacks.CosineDecay(5, unit="steps", initial_learning_rate=0.1),
    ],
)
def test_what_follows_a_warm_up_counts_as_it_does(after):
    with pytest.raises(ValueError, match="`after` must be one with unit='steps' and"):
        callbacks.WarmUp(2, after, unit="steps")


def test_a_warm_up_counts_as_what_follows_does():
    assert callbacks.WarmUp(2, callbacks.CosineDecay(5)).unit == "epochs"
    assert callbacks.WarmUp(2).unit == "steps"


def naive_place(time, first, t_mul):
    cycle, length = 0, first
    while time >= length:
        time, cycle, length = time - length, cycle + 1, length * t_mul
    return cycle, time / length


@pytest.mark.parametrize("t_mul", [1, 1.5, 2.0, 3])
def test_restarts_happen_where_the_cycles_end(t_mul):
    restarts = callbacks.CosineRestarts(4, t_mul=t_mul, m_mul=0.5)
    for time in range(300):
        cycle, done = naive_place(time, 4, t_mul)
        expected = 0.5**cycle * (1 + math.cos(math.pi * done)) / 2
        assert restarts.learning_rate_at(time, 1.0) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "callback",
    [callbacks.OneCycle(8, 0.5), callbacks.CyclicalLearningRate(0.4, 3)],
    ids=lambda callback: type(callback).__name__,
)
def test_a_peak_below_the_start_is_refused(callback):
    with pytest.raises(ValueError, match=r"above the initial rate, 0\.5"):
        fit(make_model(0.5), callback, epochs=1)
