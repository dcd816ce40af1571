import numpy as np
import pytest
from scipy import stats

from benchmarks.engine.criteria import RankCorrelation
from benchmarks.engine.judgement import CONTRADICTED, INCONCLUSIVE, REPRODUCED
from benchmarks.engine.statistics import rank_correlation
from tests.benchmarks.statistics.made_rows import DIVERGED, samples

ARMS = ("a", "b", "c", "d")
X = (0.01, 0.1, 1.0, 10.0)


def rising(**ends):
    return RankCorrelation(arms=ARMS, x=X, metric="loss", **ends)


def rows(*table):
    """One tuple of values per seed, one value per arm."""
    return samples(**dict(zip(ARMS, map(list, zip(*table, strict=True)), strict=True)))


def test_rank_correlation_equals_that_of_scipy():
    values = np.random.default_rng(0).integers(0, 4, (30, 6)).astype("float64")
    x = (3.0, 1.0, 4.0, 1.5, 9.0, 2.6)
    wanted = [stats.spearmanr(x, row).statistic for row in values]
    assert np.allclose(rank_correlation(x, values), wanted)


def test_equal_values_have_no_trend():
    assert rank_correlation(X, [[2.0] * 4, [1, 2, 3, 4]]).tolist() == [0.0, 1.0]


def test_a_rise_in_every_seed_is_reproduced():
    said = rising(low=0.7).judge(rows((0, 0, 1, 2), (0, 1, 2, 3), (0, 0, 0, 1)))
    assert said.verdict == REPRODUCED
    wanted = [stats.spearmanr(X, v).statistic for v in ((0, 0, 1, 2), (0, 0, 0, 1))]
    assert said.effect == pytest.approx((1 + sum(wanted)) / 3)
    assert (said.n, said.details[-1][1]) == (3, 2.0)


@pytest.mark.parametrize(
    ("last", "verdict"), [((3, 2, 1, 0), CONTRADICTED), ((0, 1, 2, 3), INCONCLUSIVE)]
)
def test_a_fall_is_contradicted_and_a_mixture_open(last, verdict):
    table = rows((3, 2, 1, 0), (4, 3, 2, 1), last)
    assert rising(low=0.7).judge(table).verdict == verdict


def test_a_diverged_run_is_the_largest():
    table = rows(*[(0, 1, 2, DIVERGED)] * 5)
    assert rising(low=0.99).judge(table).verdict == REPRODUCED


@pytest.mark.parametrize(
    "changes", [{"arms": ("a", "b"), "x": (1, 2)}, {"x": (1, 2, 2, 3)}, {"low": 1}]
)
def test_it_rejects_what_has_no_rank_correlation(changes):
    with pytest.raises(ValueError, match="must be"):
        RankCorrelation(**{"arms": ARMS, "x": X, "metric": "loss", **changes})
