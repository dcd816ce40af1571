import math

import pytest

from benchmarks.engine.danger_zones import spread, tried_values
from tests.benchmarks.report import samples

EXPERIMENT = samples.EXPERIMENTS[0]


def tuning_rows(scores):
    """Rows of the tuning of He's arm: value -> metric of each seed."""
    return [
        samples.row("e91_first", "he", 1000 + i, "tune", value, metrics={"loss": score})
        for value, found in scores.items()
        for i, score in enumerate(found)
    ]


def tried(scores):
    return tried_values(EXPERIMENT, "quick", tuning_rows(scores))["he"]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((1.0, 3.0), math.sqrt(2)),
        ((1.0, 1.0), 0.0),
        ((1.0, math.inf), math.inf),
        ((math.inf, math.inf), None),
        ((1.0,), None),
    ],
)
def test_spread_is_infinite_only_where_seeds_disagree(scores, expected):
    assert spread(scores) == pytest.approx(expected)


def test_a_spread_beyond_five_medians_is_dangerous():
    found = tried({0.1: (1, 2), 0.2: (1, 2), 0.3: (1, 6), 0.4: (1, 6.5)})
    # The median is between that of the second and that of the third value: 3 / sqrt 2.
    assert [one.ratio for one in found] == pytest.approx([1 / 3, 1 / 3, 5 / 3, 5.5 / 3])
    found = tried({0.1: (1, 2), 0.2: (1, 2), 0.3: (1, 2), 0.4: (1, 5.9), 0.5: (1, 6.1)})
    assert [one.is_danger for one in found] == [False] * 4 + [True]


def test_where_some_seeds_diverge_it_is_dangerous_and_where_all_do_it_is_not():
    found = tried({0.1: (1, 2), 0.2: (1, 2), 0.3: (1, None), 0.4: (None, None)})
    assert [one.is_danger for one in found] == [False, False, True, False]
    assert found[3].ratio is None
    assert found[3].scores == (math.inf, math.inf)


def test_values_without_any_spread_are_not_dangerous():
    assert not any(one.is_danger for one in tried({0.1: (1, 1), 0.2: (2, 2)}))


def test_nothing_tuned_is_nothing_tried():
    assert tried_values(EXPERIMENT, "paper", []) == {}
    assert tried_values(EXPERIMENT, "quick", []) == {"he": [], "xavier": []}
