import numpy as np
import pytest
from scipy import stats

from benchmarks.engine.statistics import (
    bootstrap_interval,
    interquartile_mean,
    log_log_slope,
    student_interval,
)


@pytest.mark.parametrize("size", [1, 3, 4, 5, 10, 21])
def test_interquartile_mean_is_the_trimmed_mean(size):
    values = np.random.default_rng(size).normal(size=(2, size))
    wanted = stats.trim_mean(values, 0.25, axis=1)
    np.testing.assert_allclose(interquartile_mean(values), wanted)


def test_interquartile_mean_bears_a_quarter_of_infinities():
    assert interquartile_mean([1, 2, 3, np.inf]) == 2.5
    assert interquartile_mean([1, 2, np.inf, np.inf]) == np.inf


def test_student_interval_equals_scipy():
    values = np.random.default_rng(1).normal(size=9)
    wanted = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    np.testing.assert_allclose(student_interval(values, 0.9), wanted)


def test_student_interval_of_one_value_and_of_equal_values():
    assert student_interval([3.0]) == (-np.inf, np.inf)
    assert student_interval([3.0, 3.0, 3.0]) == (3.0, 3.0)


def test_bootstrap_of_many_values_equals_scipy():
    values = np.random.default_rng(2).normal(size=300)
    wanted = stats.bootstrap(
        (values,), np.mean, method="percentile", rng=np.random.default_rng(0)
    ).confidence_interval
    found = bootstrap_interval(lambda x: x.mean(axis=-1), values)
    np.testing.assert_allclose(found, wanted, atol=0.01)


def test_bootstrap_repeats_itself_and_its_seed_matters():
    values = np.random.default_rng(2).normal(size=10)
    found = bootstrap_interval(interquartile_mean, values)
    assert found == bootstrap_interval(interquartile_mean, values)
    assert found != bootstrap_interval(interquartile_mean, values, seed=1)


def test_bootstrap_of_equal_values_is_a_point_and_of_one_is_everything():
    assert bootstrap_interval(interquartile_mean, [2.0] * 6) == (2.0, 2.0)
    assert bootstrap_interval(interquartile_mean, [2.0]) == (-np.inf, np.inf)


def test_bootstrap_counts_undefined_resamples_against_both_ends():
    def never(values):
        return np.full(len(values), np.nan)

    assert bootstrap_interval(never, [1.0, 2.0]) == (-np.inf, np.inf)


def test_paired_samples_share_their_draws():
    values = np.arange(8.0)

    def shift(first, second):
        return (first - second).mean(axis=-1)

    assert bootstrap_interval(shift, values + 1, values, paired=True) == (1.0, 1.0)
    low, high = bootstrap_interval(shift, values + 1, values)
    assert low < 1 < high


@pytest.mark.parametrize("size", [5, 10, 20])
@pytest.mark.parametrize("draw", ["normal", "lognormal"])
def test_bootstrap_covers_about_its_level(size, draw):
    generator = np.random.default_rng(size)
    true = (
        0.0
        if draw == "normal"
        else stats.trim_mean(generator.lognormal(size=400_000), 0.25)
    )
    repetitions, missed = 600, 0
    for _ in range(repetitions):
        values = getattr(generator, draw)(size=size)
        low, high = bootstrap_interval(interquartile_mean, values, resamples=600)
        missed += not low <= true <= high
    # No interval ends beyond the sample, which 2 of 2^n miss; then three errors.
    level = max(0.05, 2 * 0.5**size)
    assert missed / repetitions <= level + 3 * np.sqrt(level / repetitions)


def test_slope_of_a_power_law_is_its_exponent():
    x = np.array([2.0, 4.0, 8.0, 16.0])
    samples = [np.full(5, 3 * size**1.3) for size in x]
    assert log_log_slope(x, *samples) == pytest.approx(1.3)


def test_slope_equals_a_polynomial_fit():
    generator = np.random.default_rng(0)
    x, samples = np.array([1.0, 3.0, 10.0]), generator.lognormal(size=(3, 8))
    points = stats.trim_mean(np.log(samples), 0.25, axis=1)
    wanted = np.polyfit(np.log(x), points, 1)[0]
    assert log_log_slope(x, *samples) == pytest.approx(wanted)


def test_slope_with_an_infinite_point_is_undefined():
    assert np.isnan(log_log_slope((1, 2), [1.0, 1.0], [np.inf, np.inf]))
