import itertools

import numpy as np
import pytest
from scipy import stats

from benchmarks.engine.statistics import (
    equivalence_test,
    fisher_test,
    holm_adjusted,
    mann_whitney_test,
    mcnemar_test,
    sign_flip_test,
)


def naive_sign_flip(differences):
    differences = np.asarray(differences)
    signs = itertools.product((-1, 1), repeat=len(differences))
    sums = [np.dot(sign, np.abs(differences)) for sign in signs]
    return np.mean(np.array(sums) >= differences.sum() - 1e-9)


def naive_rank_sum(larger, smaller):
    ranks = stats.rankdata(np.concatenate([larger, smaller]))
    measured = ranks[: len(larger)].sum()
    sums = [sum(chosen) for chosen in itertools.combinations(ranks, len(larger))]
    return np.mean(np.array(sums) >= measured - 1e-9)


@pytest.mark.parametrize(
    "differences",
    [[1.0], [1, 2, 3], [-1, 2, 3, 0], [0, 0], [1, 1, -1, 2.5, 1], [0.1, 0.2, -0.3]],
)
def test_sign_flip_equals_enumeration(differences):
    wanted = naive_sign_flip(differences)
    assert sign_flip_test(differences) == pytest.approx(wanted, abs=1e-12)


def test_sign_flip_of_ten_gains_is_one_in_1024():
    assert sign_flip_test(np.arange(1, 11)) == 1 / 1024


def test_sign_flip_lets_infinities_outweigh_all_else():
    assert sign_flip_test([np.inf, -5, -5]) == naive_sign_flip([100, -5, -5])
    assert sign_flip_test([np.inf, -np.inf]) == naive_sign_flip([1, -1])


def test_sign_flip_beyond_sixteen_draws_the_same_answer_again():
    differences = np.random.default_rng(3).normal(0.3, 1, 30)
    p_value = sign_flip_test(differences)
    assert p_value == sign_flip_test(differences)
    t_test = stats.ttest_1samp(differences, 0, alternative="greater").pvalue
    assert p_value == pytest.approx(t_test, abs=0.01)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_mann_whitney_equals_scipy_without_ties(seed):
    generator = np.random.default_rng(seed)
    larger, smaller = generator.normal(0.5, 1, 9), generator.normal(0, 1, 7)
    wanted = stats.mannwhitneyu(
        larger, smaller, alternative="greater", method="exact"
    ).pvalue
    assert mann_whitney_test(larger, smaller) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("larger", "smaller"),
    [
        ([1, 1, 2], [1, 0, 0]),
        ([3, 3, 3], [3, 3]),
        ([np.inf, np.inf, 5], [np.inf, 1, 2]),
        ([1], [2]),
    ],
)
def test_mann_whitney_equals_enumeration_with_ties(larger, smaller):
    wanted = naive_rank_sum(larger, smaller)
    assert mann_whitney_test(larger, smaller) == pytest.approx(wanted, abs=1e-12)


def test_mann_whitney_of_large_samples_nears_the_normal_limit():
    larger, smaller = np.arange(60) + 4.5, np.arange(60)
    wanted = stats.mannwhitneyu(
        larger, smaller, alternative="greater", method="asymptotic"
    ).pvalue
    assert mann_whitney_test(larger, smaller) == pytest.approx(wanted, abs=2e-3)


@pytest.mark.parametrize(("first", "second"), [(10, 0), (3, 3), (0, 4), (0, 0)])
def test_mcnemar_is_the_binomial_tail(first, second):
    pairs = first + second
    outcomes = itertools.product((0, 1), repeat=pairs)
    wanted = np.mean([sum(outcome) >= first for outcome in outcomes])
    assert mcnemar_test(first, second) == pytest.approx(wanted, abs=1e-12)


def test_fisher_of_the_lady_tasting_tea():
    assert fisher_test(4, 4, 0, 4) == pytest.approx(1 / 70)
    assert fisher_test(3, 4, 1, 4) == pytest.approx(17 / 70)


@pytest.mark.parametrize("mean", [0.0, 0.3, 0.9, 1.5])
def test_equivalence_is_the_larger_one_sided_test(mean):
    values = np.random.default_rng(5).normal(mean, 0.8, 12)
    above = stats.ttest_1samp(values, -1, alternative="greater").pvalue
    below = stats.ttest_1samp(values, 1, alternative="less").pvalue
    assert equivalence_test(values, 1.0) == pytest.approx(max(above, below))


def test_equivalence_without_spread():
    assert equivalence_test([0.1] * 5, 0.2) == 0.0
    assert equivalence_test([0.2] * 5, 0.1) == 1.0
    assert equivalence_test([0.0], 0.1) == 1.0


def test_holm_by_hand():
    found = holm_adjusted([0.01, 0.04, 0.03, 0.005])
    np.testing.assert_allclose(found, [0.03, 0.06, 0.06, 0.02])
    assert holm_adjusted([]) == []
    assert holm_adjusted([0.9, 0.8]) == [1.0, 1.0]


def test_holm_keeps_the_family_wise_error():
    generator = np.random.default_rng(0)
    families = generator.uniform(size=(2000, 8))
    wrong = np.mean([min(holm_adjusted(family)) < 0.05 for family in families])
    assert 0.035 <= wrong <= 0.065
