import numpy as np
import pytest
from scipy import stats

from benchmarks.engine.criteria import Agreement, MeanWithin, Proportion, ShareOfSeeds
from benchmarks.engine.judgement import (
    CONTRADICTED,
    INCONCLUSIVE,
    INVALID,
    REPRODUCED,
)
from tests.benchmarks.statistics.made_rows import DIVERGED, counts, samples


def test_agreement_limit_by_hand():
    # Mean 1.0, SD 0.1, S = 4: four standard errors are 0.2.
    values = 1 + 0.1 * np.array([-1, 1, -1, 1]) * np.sqrt(3) / 2
    judge = Agreement(arm="a", metric="loss", expected=1.199).judge
    assert judge(samples(a=values)).verdict == REPRODUCED
    judge = Agreement(arm="a", metric="loss", expected=1.201).judge
    said = judge(samples(a=values))
    assert said.verdict == CONTRADICTED
    assert said.effect == pytest.approx(-0.201 / 1.201)
    assert said.high - said.effect == pytest.approx(0.2 / 1.201)
    assert said.details == (("loss", pytest.approx(1.0), 1.201),)
    assert said.confidence == pytest.approx(1 - 2 * stats.t.sf(4, 3))


def test_agreement_with_one_seeds_print_allows_a_seeds_spread():
    values = 1 + 0.1 * np.array([-1, 1, -1, 1]) * np.sqrt(3) / 2
    half = 4 * 0.1 * np.sqrt(1.25)
    for expected, verdict in ((0.999 + half, REPRODUCED), (1.001 + half, CONTRADICTED)):
        criterion = Agreement(arm="a", metric="loss", expected=expected, spread="seed")
        assert criterion.judge(samples(a=values)).verdict == verdict


@pytest.mark.parametrize(
    ("allowed", "verdict"),
    [
        ({"relative": 0.011}, REPRODUCED),
        ({"absolute": 0.011}, REPRODUCED),
        ({"relative": 0.009}, CONTRADICTED),
    ],
)
def test_agreement_without_spread_leaves_the_tolerance(allowed, verdict):
    criterion = Agreement(arm="a", metric="loss", expected=1.0, **allowed)
    assert criterion.judge(samples(a=[1.01] * 6)).verdict == verdict


def test_agreement_judges_every_element():
    values = [[1.0, 2.0, 0.0]] * 6
    criterion = Agreement(arm="a", metric="loss", expected=(1, 2, 0))
    said = criterion.judge(samples(a=values))
    assert said.verdict == REPRODUCED
    assert said.details[1] == ("loss 2", 2.0, 2.0)
    said = Agreement(arm="a", metric="loss", expected=(1, 2, 0.5)).judge(
        samples(a=values)
    )
    assert said.verdict == CONTRADICTED
    assert said.reason.startswith("1 of 3 values")


@pytest.mark.parametrize("bad", [DIVERGED, None, [1.0, None]])
def test_agreement_with_a_failed_run_is_contradicted(bad):
    criterion = Agreement(arm="a", metric="loss", expected=(1, 1), absolute=9)
    said = criterion.judge(samples(a=[[1.0, 1.0]] * 5 + [bad]))
    assert said.verdict == CONTRADICTED


@pytest.mark.parametrize(
    ("expected", "unit", "scale"),
    [
        (0.21, "relative deviation", 0.21),
        (0.19, "deviation of loss", 1),
        (-0.19, "deviation of loss", 1),
        (0.0, "deviation of loss", 1),
    ],
)
def test_agreement_with_almost_nothing_is_shown_as_it_is(expected, unit, scale):
    # SD 0.1, S = 4: the interval of the deviation is 0.4 wide.
    values = 0.1 * np.array([-1, 1, -1, 1]) * np.sqrt(3) / 2
    said = Agreement(arm="a", metric="loss", expected=expected, absolute=0.3).judge(
        samples(a=values)
    )
    assert said.unit == unit
    assert said.effect == pytest.approx(-expected / scale)
    assert said.low == pytest.approx((-expected - 0.2) / scale)
    assert said.high == pytest.approx((-expected + 0.2) / scale)
    assert said.margin == pytest.approx(0.3 / scale)
    power = 0.2 + 0.05 * stats.norm.ppf(0.8)
    assert said.detectable == pytest.approx((0.3 + power) / scale)


@pytest.mark.parametrize(
    ("absolute", "verdict"), [(0.5, REPRODUCED), (0.1, CONTRADICTED)]
)
def test_agreement_without_standard_errors_is_the_tolerance(absolute, verdict):
    values = 1 + 0.1 * np.array([-1, 1, -1, 1]) * np.sqrt(3) / 2
    criterion = Agreement(arm="a", metric="loss", expected=1.2, absolute=absolute, z=0)
    said = criterion.judge(samples(a=values))
    assert said.verdict == verdict
    assert said.low == said.effect == said.high == pytest.approx(-0.2 / 1.2)
    power = 0.05 * stats.norm.ppf(0.8)
    assert said.detectable == pytest.approx((absolute + power) / 1.2)


def test_agreement_rejects_a_negative_width():
    with pytest.raises(ValueError, match=r"`z` must be at least 0\. Received: z=-1"):
        Agreement(arm="a", metric="loss", expected=1.0, z=-1)


def test_agreement_of_one_seed_is_open():
    criterion = Agreement(arm="a", metric="loss", expected=1.0)
    assert criterion.judge(samples(a=[1.0])).verdict == INCONCLUSIVE


def test_agreement_rejects_an_unknown_spread():
    with pytest.raises(ValueError, match=r"`spread` must be .* Received: spread='x'"):
        Agreement(arm="a", metric="loss", expected=1.0, spread="x")


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-1, 1, REPRODUCED),
        (5, 9, CONTRADICTED),
        (0.0, 9, INCONCLUSIVE),
        (-9, -5, CONTRADICTED),
    ],
)
def test_mean_within(low, high, verdict):
    values = [-0.2, -0.1, 0.0, 0.1, 0.2]
    said = MeanWithin(arm="a", metric="loss", low=low, high=high).judge(
        samples(a=values)
    )
    assert said.verdict == verdict
    assert said.effect == pytest.approx(0.0)
    assert said.detectable > 0


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ({"high": 9}, "at most 9."),
        ({"low": -9}, "at least -9."),
        ({"low": -9, "high": 9}, "in [-9, 9]."),
    ],
)
def test_mean_within_says_what_was_asked(ends, words):
    said = MeanWithin(arm="a", metric="loss", **ends).judge(samples(a=[0.0, 0.1]))
    assert said.reason.endswith(words)


def test_mean_of_failed_runs_is_no_mean():
    criterion = MeanWithin(arm="a", metric="loss", high=9)
    assert criterion.judge(samples(a=[1, 1, DIVERGED])).verdict == INCONCLUSIVE
    assert criterion.judge(samples(a=[None, DIVERGED])).verdict == CONTRADICTED
    assert criterion.judge(samples(a=[1.0])).verdict == INCONCLUSIVE


def test_exact_proportion_sums_the_nets_of_all_seeds():
    criterion = Proportion(
        arm="a", count="dead", total="nets", low=0.15625, high=0.15625
    )
    said = criterion.judge(counts(a=[(150, 1000), (162, 1000)]))
    assert said.verdict == REPRODUCED
    assert (said.n, said.effect) == (2000, 0.156)
    assert criterion.judge(counts(a=[(250, 1000)])).verdict == CONTRADICTED


@pytest.mark.parametrize(
    ("hits", "verdict"),
    [(95, INCONCLUSIVE), (9900, REPRODUCED), (8000, CONTRADICTED)],
)
def test_proportion_in_a_range(hits, verdict):
    nets = 100 if hits < 100 else 10_000
    criterion = Proportion(arm="a", count="dead", total="nets", low=0.9, high=1.0)
    assert criterion.judge(counts(a=[(hits, nets)])).verdict == verdict


@pytest.mark.parametrize("cell", [(None, 10), (11, 10), (-1, 10), (0, 0)])
def test_proportion_without_usable_counts_is_invalid(cell):
    criterion = Proportion(arm="a", count="dead", total="nets", low=0.1, high=0.1)
    assert criterion.judge(counts(a=[cell])).verdict == INVALID


def test_exact_proportion_is_right_in_nearly_all_simulations():
    generator = np.random.default_rng(0)
    criterion = Proportion(arm="a", count="dead", total="nets", low=0.3, high=0.3)
    hits = generator.binomial(500, 0.3, 1000).tolist()
    said = [criterion.judge(counts(a=[(count, 500)])).verdict for count in hits]
    assert said.count(CONTRADICTED) <= 2


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([1] * 20, REPRODUCED),
        ([1] * 19 + [5], REPRODUCED),
        ([1] * 18 + [5, DIVERGED], INCONCLUSIVE),
        ([1] * 5 + [None] * 5, CONTRADICTED),
    ],
)
def test_share_of_seeds(values, verdict):
    criterion = ShareOfSeeds(arm="a", metric="loss", low=0, high=2)
    said = criterion.judge(samples(a=values))
    assert said.verdict == verdict
    assert said.effect == values.count(1) / len(values)


def test_share_of_seeds_without_a_finite_value():
    criterion = ShareOfSeeds(arm="a", metric="loss", nonfinite=True)
    assert criterion.judge(samples(a=[None, DIVERGED])).verdict == REPRODUCED
    assert criterion.judge(samples(a=[1.0] * 9)).verdict == CONTRADICTED
