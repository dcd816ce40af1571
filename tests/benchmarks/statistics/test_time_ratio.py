import numpy as np
import pytest

from benchmarks.engine.criteria import TimeRatio
from benchmarks.engine.judgement import (
    CONTRADICTED,
    INCONCLUSIVE,
    REPRODUCED,
)
from tests.benchmarks.statistics.made_rows import DIVERGED, samples

FAST = [50, 60, 50, 40, 55, 45, 50, 52, 48, 50]
SLOW = [3 * value for value in FAST]


def time(margin=1.5):
    return TimeRatio(better="a", worse="b", metric="loss", margin=margin)


def test_three_times_slower_is_reproduced():
    said = time().judge(samples(a=FAST, b=SLOW))
    assert (said.verdict, said.effect) == (REPRODUCED, 3.0)
    assert said.low > 2
    assert said.p_value == pytest.approx(1 / 184756)
    assert 1.5 < said.detectable < 2.5


def test_runs_that_never_arrive_are_infinitely_slow():
    said = time().judge(samples(a=FAST, b=[None] * 9 + [DIVERGED]))
    assert (said.verdict, said.effect, said.low) == (REPRODUCED, np.inf, np.inf)
    assert ("reached b", "0 of 10", None) in said.details


def test_two_arms_that_never_arrive_say_nothing():
    said = time().judge(samples(a=[None] * 6, b=[None] * 6))
    assert (said.verdict, said.effect) == (INCONCLUSIVE, None)
    assert (said.low, said.high, said.p_value) == (0.0, np.inf, 1.0)


@pytest.mark.parametrize("count", [1, 2, 5, 6])
def test_infinite_times_alone_raise_no_warning(count):
    said = time().judge(samples(a=[None] * count, b=[DIVERGED] * count))
    assert (said.verdict, said.effect, said.detectable) == (INCONCLUSIVE, None, None)
    assert (said.low, said.high) == (0.0, np.inf)


def test_times_the_other_way_round_are_contradicted():
    assert time().judge(samples(a=SLOW, b=FAST)).verdict == CONTRADICTED


def test_equal_times_are_open():
    said = time().judge(samples(a=FAST, b=FAST))
    assert (said.verdict, said.effect) == (INCONCLUSIVE, 1.0)
    tied = time().judge(samples(a=[5] * 8, b=[5] * 8))
    assert (tied.low, tied.high, tied.verdict) == (1.0, 1.0, INCONCLUSIVE)
