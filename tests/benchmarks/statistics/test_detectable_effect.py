import numpy as np
import pytest
from scipy import stats

from benchmarks.engine.statistics import (
    detectable_difference,
    detectable_effect,
    error_of_interval,
    newcombe_unpaired,
)


def test_known_error_gives_the_textbook_2_8():
    assert detectable_effect(1.0) == pytest.approx(1.959964 + 0.841621, abs=1e-5)


@pytest.mark.parametrize("size", [5, 10, 20])
def test_student_detects_it_in_80_percent_of_simulations(size):
    effect = detectable_effect(1 / np.sqrt(size), size - 1)
    values = np.random.default_rng(size).normal(effect, 1, (8000, size))
    error = values.std(axis=1, ddof=1) / np.sqrt(size)
    low = values.mean(axis=1) - stats.t.ppf(0.975, size - 1) * error
    assert np.mean(low > 0) == pytest.approx(0.8, abs=0.02)


def test_one_seed_detects_nothing():
    assert detectable_effect(1.0, 0) == np.inf
    assert detectable_difference(1, 0.0, 0.5) is None


def test_difference_is_detected_in_80_percent_of_simulations():
    difference = detectable_difference(10, 0.2, 0.1)
    generator = np.random.default_rng(0)
    better = generator.binomial(10, 0.2 + difference, 4000)
    worse = generator.binomial(10, 0.2, 4000)
    pairs = zip(better.tolist(), worse.tolist(), strict=True)
    clears = [newcombe_unpaired(one, 10, two, 10)[0] > 0.1 for one, two in pairs]
    assert 0.77 <= np.mean(clears) <= 0.86


def test_error_of_an_interval():
    assert error_of_interval(1.0, 1.0 - 1.959964, 0.95) == pytest.approx(1, abs=1e-6)
    assert error_of_interval(1.0, -np.inf, 0.95) is None
