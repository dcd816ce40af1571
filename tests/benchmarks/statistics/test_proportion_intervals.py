import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from benchmarks.engine.statistics import (
    clopper_pearson,
    koopman_interval,
    newcombe_paired,
    newcombe_unpaired,
    ratio_score,
    wilson_interval,
)

COUNTS = [(0, 10), (10, 10), (3, 10), (1, 1), (0, 1), (129, 1000)]


@pytest.mark.parametrize(("count", "total"), COUNTS)
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.9999])
def test_clopper_pearson_equals_scipy(count, total, confidence):
    wanted = stats.binomtest(count, total).proportion_ci(confidence, "exact")
    found = clopper_pearson(count, total, confidence)
    np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_clopper_pearson_without_trials_is_everything():
    assert clopper_pearson(0, 0) == (0.0, 1.0)


def test_clopper_pearson_covers_at_least_its_level():
    counts = np.arange(21)
    ends = np.array([clopper_pearson(int(count), 20) for count in counts])
    for share in np.linspace(0.01, 0.99, 25):
        covered = (ends[:, 0] <= share) & (share <= ends[:, 1])
        assert stats.binom.pmf(counts, 20, share)[covered].sum() >= 0.95


@pytest.mark.parametrize(("count", "total"), COUNTS)
def test_wilson_equals_scipy(count, total):
    wanted = stats.binomtest(count, total).proportion_ci(0.95, "wilson")
    np.testing.assert_allclose(wilson_interval(count, total), wanted, atol=1e-12)


# The worked examples of Newcombe's two papers, method 10.
@pytest.mark.parametrize(
    ("table", "wanted"),
    [((56, 70, 48, 80), (0.0524, 0.3339)), ((9, 10, 3, 10), (0.1705, 0.8090))],
)
def test_newcombe_unpaired_equals_the_paper(table, wanted):
    np.testing.assert_allclose(newcombe_unpaired(*table), wanted, atol=5e-5)


def test_newcombe_paired_equals_the_paper():
    found = newcombe_paired(36, 12, 2, 0)
    np.testing.assert_allclose(found, (0.0569, 0.3404), atol=5e-5)


def test_newcombe_paired_of_total_separation():
    # All pairs differ, so phi is 0 and both papers' formulas are one.
    found = newcombe_paired(0, 10, 0, 0)
    np.testing.assert_allclose(found, newcombe_unpaired(10, 10, 0, 10), atol=1e-12)


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any))
def test_newcombe_paired_holds_its_difference_and_turns_round(table):
    both, first, second, neither = table
    difference = (first - second) / sum(table)
    low, high = newcombe_paired(both, first, second, neither)
    assert -1 - 1e-12 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1 + 1e-12
    turned = newcombe_paired(both, second, first, neither)
    np.testing.assert_allclose(turned, (-high, -low), atol=1e-12)


def test_newcombe_paired_covers_its_level_on_average():
    size, cells = 10, np.array([0.3, 0.4, 0.1, 0.2])
    covered = 0.0
    for table in itertools.product(range(size + 1), repeat=3):
        if sum(table) <= size:
            full = (*table, size - sum(table))
            low, high = newcombe_paired(*full)
            inside = low <= cells[1] - cells[2] <= high
            covered += inside * stats.multinomial.pmf(full, size, cells)
    assert 0.93 <= covered <= 0.99


def test_koopman_equals_its_published_example():
    found = koopman_interval(36, 40, 16, 80)
    np.testing.assert_allclose(found, (2.939, 7.152), atol=6e-4)


def test_koopman_of_zero_counts():
    assert koopman_interval(0, 10, 0, 20) == (0.0, math.inf)
    assert koopman_interval(0, 10, 5, 20)[0] == 0.0
    assert koopman_interval(5, 10, 0, 20)[1] == math.inf


@pytest.mark.parametrize(
    "table", [(5, 5, 5, 5), (40, 40, 16, 80), (3, 40, 5, 30), (0, 9, 4, 9)]
)
def test_koopman_of_the_inverse_ratio_is_the_inverse(table):
    low, high = koopman_interval(*table)
    inverse = koopman_interval(*table[2:], *table[:2])
    with np.errstate(divide="ignore"):
        wanted = 1 / np.array([high, low])
    np.testing.assert_allclose(inverse, wanted, rtol=1e-8)


@pytest.mark.parametrize("ratio", [0.2, 1.0, 3.0])
@pytest.mark.parametrize("table", [(36, 40, 16, 80), (3, 40, 5, 30), (40, 40, 9, 30)])
def test_ratio_score_equals_a_numeric_maximum_likelihood(ratio, table):
    first, first_total, second, second_total = table

    def surprise(share):
        log = stats.binom.logpmf(first, first_total, min(ratio * share, 1.0))
        return -log - stats.binom.logpmf(second, second_total, share)

    bounds = (1e-9, min(1.0, 1 / ratio))
    best = optimize.minimize_scalar(
        surprise, bounds=bounds, method="bounded", options={"xatol": 1e-12}
    ).x
    shares = np.array([min(ratio * best, 1 - 1e-12), best])
    totals, hits = np.array([first_total, second_total]), np.array([first, second])
    square = (hits - totals * shares) ** 2 / (totals * shares * (1 - shares))
    sign = np.sign(first / first_total - ratio * second / second_total)
    wanted = sign * np.sqrt(square.sum())
    np.testing.assert_allclose(ratio_score(ratio, *table), wanted, rtol=1e-4)
