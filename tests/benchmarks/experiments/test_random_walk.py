import math

import numpy as np
import pytest
from scipy import special, stats

from benchmarks.experiments.theory import random_walk


@pytest.mark.parametrize("width", [1, 2, 6, 20, 100])
def test_step_moments_equal_the_sum_over_active_units(width):
    units = np.arange(1, width + 1)
    weights = stats.binom.pmf(units, width, 0.5)
    weights = weights / weights.sum()
    means = special.digamma(units / 2) + math.log(2) - math.log(width)
    mean = float(weights @ means)
    variance = float(weights @ (special.polygamma(1, units / 2) + (means - mean) ** 2))
    assert random_walk.step_mean(width) == pytest.approx(mean, rel=1e-10)
    assert random_walk.step_variance(width) == pytest.approx(variance, rel=1e-10)


def test_step_moments_equal_simulated_layers():
    generator = np.random.default_rng(0)
    width, samples = 8, 60_000
    signal = generator.standard_normal((samples, width))
    kernels = generator.standard_normal((samples, width, width)) / math.sqrt(width)
    after = np.maximum(np.einsum("si,sij->sj", signal, kernels), 0)
    ratio = (after**2).sum(axis=1) / (signal**2).sum(axis=1)
    logs = np.log(ratio[ratio > 0])
    error = logs.std() / math.sqrt(samples)
    assert abs(logs.mean() - random_walk.step_mean(width)) < 5 * error
    assert logs.var() == pytest.approx(random_walk.step_variance(width), rel=0.05)


def test_drift_adds_up_over_layers():
    step = 2 * math.log(1.3) + random_walk.step_mean(20)
    assert random_walk.drift(20, 7, 1.3) == pytest.approx(7 * step)
    spread = math.sqrt(9 * random_walk.step_variance(20))
    assert random_walk.drift_sd(20, 9) == pytest.approx(spread)


def test_the_fitted_gain_is_near_the_one_without_drift():
    exact = math.exp(-random_walk.step_mean(100) / 2)
    assert random_walk.random_walk_gain(100) == pytest.approx(exact, rel=1e-3)
