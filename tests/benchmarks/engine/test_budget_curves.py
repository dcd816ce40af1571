"""Against counting every way to choose the trials."""

import itertools
import math

import numpy as np
import pytest

from benchmarks.engine.budget_curves import budget_curve


@pytest.mark.parametrize(
    "scores", [[4.0], [3.0, 1.0, 2.0], [5.0, 1.0, math.inf, 2.0, 2.0, math.inf, 0.5]]
)
def test_quartiles_are_those_over_all_choices(scores):
    curve = budget_curve(scores)
    assert [one.trials for one in curve] == list(range(1, len(scores) + 1))
    for one in curve:
        best = [min(chosen) for chosen in itertools.combinations(scores, one.trials)]
        quartiles = np.quantile(best, (0.25, 0.5, 0.75), method="inverted_cdf")
        assert (one.low, one.median, one.high) == tuple(quartiles)


def test_more_trials_are_never_worse_and_all_of_them_are_the_best():
    curve = budget_curve([0.3, 0.9, 0.1, 0.4, math.inf])
    medians = [one.median for one in curve]
    assert medians == sorted(medians, reverse=True)
    assert (curve[-1].low, curve[-1].high) == (0.1, 0.1)


def test_no_trials_give_no_curve():
    assert budget_curve([]) == []
