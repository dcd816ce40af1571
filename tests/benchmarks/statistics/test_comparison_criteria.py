import numpy as np
import pytest
from scipy import stats

from benchmarks.engine.criteria import (
    Difference,
    Equivalence,
    ProportionDifference,
    ProportionRatio,
    Slope,
    TimeRatio,
)
from benchmarks.engine.judgement import (
    CONTRADICTED,
    INCONCLUSIVE,
    INVALID,
    REPRODUCED,
)
from benchmarks.engine.statistics import koopman_interval, newcombe_paired
from tests.benchmarks.statistics.made_rows import DIVERGED, counts, samples

GOOD = [0.1, 0.12, 0.09, 0.11, 0.1, 0.13, 0.08, 0.1, 0.11, 0.09]
BAD = [2 * value for value in GOOD]
TIME = TimeRatio(better="a", worse="b", metric="loss", margin=1.5)


def converged(margin=0.5, **changes):
    names = {"better": "a", "worse": "b", "metric": "loss"}
    return ProportionDifference(**names, margin=margin, **changes)


def test_total_separation_of_ten_pairs():
    said = converged().judge(samples(a=[1] * 10, b=[0] * 10))
    assert said.verdict == REPRODUCED
    assert said.effect == 1.0
    assert (said.low, said.high) == newcombe_paired(0, 10, 0, 0)
    assert said.p_value == 1 / 1024


def test_diverged_runs_have_not_converged():
    plain = converged().judge(samples(a=[True] * 8 + [False] * 2, b=[0] * 10))
    said = converged().judge(samples(a=[True] * 8 + [DIVERGED, None], b=[0] * 10))
    assert said == plain


@pytest.mark.parametrize("paired", [True, False])
def test_proportions_the_other_way_round_are_contradicted(paired):
    said = converged(paired=paired).judge(samples(a=[0] * 10, b=[1] * 10))
    assert said.verdict == CONTRADICTED
    assert said.p_value == 1.0


def test_equal_proportions_are_open():
    said = converged(0.0).judge(samples(a=[1] * 10, b=[1] * 10))
    assert said.verdict == INCONCLUSIVE
    assert said.p_value == 1.0


def test_a_negative_margin_is_what_contradicts():
    # Not inferior by 0.9 is asked for: an effect below 0 alone does not contradict.
    said = converged(-0.9).judge(samples(a=[0] * 10, b=[1] * 10))
    assert said.verdict == INCONCLUSIVE


def ratio(margin=2.0):
    return ProportionRatio(
        better="a", worse="b", count="dead", total="nets", margin=margin
    )


def test_ratio_of_summed_counts():
    said = ratio().judge(counts(a=[(50, 500), (46, 500)], b=[(768, 1000)]))
    assert said.verdict == REPRODUCED
    assert said.effect == pytest.approx(8.0)
    assert (said.low, said.high) == koopman_interval(768, 1000, 96, 1000)
    assert said.n == 1000


@pytest.mark.parametrize(
    ("better", "worse", "verdict"),
    [(300, 500, INCONCLUSIVE), (500, 300, CONTRADICTED), (0, 0, INCONCLUSIVE)],
)
def test_ratio_verdicts(better, worse, verdict):
    said = ratio().judge(counts(a=[(better, 1000)], b=[(worse, 1000)]))
    assert said.verdict == verdict


def test_ratio_to_nothing_is_infinite_and_its_p_value_tests_the_margin():
    said = ratio().judge(counts(a=[(0, 100)], b=[(60, 100)]))
    assert (said.effect, said.high, said.verdict) == (np.inf, np.inf, REPRODUCED)
    said = ratio(2.0).judge(counts(a=[(100, 1000)], b=[(200, 1000)]))
    assert said.p_value == pytest.approx(0.5)


def test_ratio_without_counts_is_invalid():
    assert ratio().judge(counts(a=[(None, 9)], b=[(1, 9)])).verdict == INVALID


def difference(margin=0.0, **changes):
    names = {"better": "a", "worse": "b", "metric": "loss"}
    return Difference(**names, margin=margin, **changes)


def test_log_difference_is_the_log_of_the_ratio():
    said = difference(0.5, scale="log").judge(samples(a=GOOD, b=BAD))
    assert (said.verdict, said.unit) == (REPRODUCED, "nats")
    assert said.effect == pytest.approx(np.log(2))
    assert said.p_value == 1 / 1024


def test_linear_difference_is_the_trimmed_mean_of_the_pairs():
    said = difference().judge(samples(a=GOOD, b=BAD))
    wanted = stats.trim_mean(np.subtract(BAD, GOOD), 0.25)
    assert said.effect == pytest.approx(wanted)


@pytest.mark.parametrize("paired", [True, False])
def test_higher_can_be_better(paired):
    criterion = difference(0.01, higher_is_better=True, paired=paired)
    assert criterion.judge(samples(a=BAD, b=GOOD)).verdict == REPRODUCED
    assert criterion.judge(samples(a=GOOD, b=BAD)).verdict == CONTRADICTED


def test_diverged_runs_are_the_worst_and_two_of_a_pair_are_a_tie():
    losing = samples(a=[*GOOD[:8], DIVERGED, DIVERGED], b=[*BAD[:9], DIVERGED])
    said = difference().judge(losing)
    assert ("diverged, a", "2 of 10", None) in said.details
    assert np.isfinite(said.effect)
    assert said.low == -np.inf
    assert said.verdict == INCONCLUSIVE


def test_an_arm_that_always_diverges_is_worse_by_far():
    said = difference().judge(samples(a=GOOD, b=[DIVERGED] * 10))
    assert (said.verdict, said.effect, said.p_value) == (REPRODUCED, np.inf, 1 / 1024)


def test_equal_runs_are_open():
    said = difference().judge(samples(a=GOOD, b=GOOD))
    assert (said.verdict, said.effect, said.p_value) == (INCONCLUSIVE, 0.0, 1.0)


def test_a_negative_loss_has_no_logarithm():
    said = difference(scale="log").judge(samples(a=[-1.0] * 6, b=GOOD[:6]))
    assert said.verdict == INVALID


def test_pairs_are_matched_by_seed():
    rows = samples(a=[1.0, 2.0, 3.0, 4.0], b=[9.0, 2.0, 3.0, 4.0, 5.0])
    rows["a"] = rows["a"][1:]
    said = difference().judge(rows)
    assert (said.n, said.effect) == (3, 0.0)


def equivalence(margin):
    return Equivalence(first="a", second="b", metric="loss", margin=margin)


@pytest.mark.parametrize(
    ("shift", "verdict"),
    [(0.0, REPRODUCED), (0.95, INCONCLUSIVE), (5.0, CONTRADICTED)],
)
def test_equivalence(shift, verdict):
    noise = np.random.default_rng(0).normal(0, 0.2, 10)
    said = equivalence(1.0).judge(samples(a=[1.0] * 10, b=1.0 + shift + noise))
    assert said.verdict == verdict
    assert (said.p_value < 0.05) == (verdict == REPRODUCED)


def test_equivalence_with_a_failed_run_is_open():
    said = equivalence(1.0).judge(samples(a=[1.0] * 6, b=[1.0] * 5 + [DIVERGED]))
    assert said.verdict == INCONCLUSIVE


def slope(low, high):
    return Slope(arms=("a", "b"), x=(10, 20), metric="loss", low=low, high=high)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.5, 1.5, REPRODUCED), (-0.25, 0.25, CONTRADICTED), (1.0, 2.0, INCONCLUSIVE)],
)
def test_slope_of_a_doubled_metric_is_one(low, high, verdict):
    said = slope(low, high).judge(samples(a=GOOD, b=BAD))
    assert said.verdict == verdict
    assert said.effect == pytest.approx(1.0)


def test_slope_with_an_arm_that_never_arrives_is_open():
    said = slope(0.5, 1.5).judge(samples(a=GOOD, b=[None] * 10))
    assert (said.verdict, said.effect) == (INCONCLUSIVE, None)


@pytest.mark.parametrize(
    ("criterion", "arguments"),
    [
        (Slope, {"arms": ("a",), "x": (1,), "metric": "loss"}),
        (Slope, {"arms": ("a", "b"), "x": (1,), "metric": "loss"}),
        (Slope, {"arms": ("a", "b"), "x": (0, 1), "metric": "loss"}),
        (Equivalence, {"first": "a", "second": "b", "metric": "loss", "margin": 0}),
        (TimeRatio, {"better": "a", "worse": "b", "metric": "loss", "margin": 0}),
    ],
)
def test_bad_declarations_are_rejected(criterion, arguments):
    with pytest.raises(ValueError, match=r"` must be .* Received: "):
        criterion(**arguments)


@pytest.mark.parametrize(
    "criterion",
    [converged(), TIME, difference(), difference(scale="log"), slope(0, 2)],
)
def test_one_seed_is_never_a_result(criterion):
    said = criterion.judge(samples(a=[0.5], b=[1.0]))
    assert (said.verdict, said.n) == (INCONCLUSIVE, 1)
