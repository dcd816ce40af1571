"""Figures of what a report compares: tuning, performance profiles."""

import math

import matplotlib.pyplot as plt
import pytest

from benchmarks.engine.danger_zones import Tried
from benchmarks.engine.profiles import Comparison, share_within
from benchmarks.figures import performance_profiles, tuning
from keras_nntricks.reports import figure_style, themed_svg

INF = math.inf


def drawn(figure):
    with figure_style():
        svg = themed_svg(figure, "A figure")
    assert plt.get_fignums() == []
    return svg


@pytest.mark.parametrize(
    "ratios",
    [(1.0, 1.0), (1.0, 2.0, 2.0, 3.5), (5.0, 9.0), (INF, INF), (1.0, INF, 4.0)],
)
def test_stairs_rise_to_the_share_within(ratios):
    ends, shares = performance_profiles.stairs(ratios)
    assert (ends[0], ends[-1]) == (1.0, 4.0)
    assert shares == [share_within(ratios, end) for end in ends]


def test_a_profile_has_a_line_per_value():
    ratios = {f"value {i}": (1.0, 1.0 + i, INF) for i in range(10)}
    with figure_style():
        comparison = Comparison("setting", "a target", ("e91",), ratios)
        figure = performance_profiles.draw(comparison)
    assert len(figure.axes[0].lines) == 10
    assert all(name in drawn(figure) for name in ratios)


def test_lines_beyond_the_colours_differ_in_dashes():
    found = [s for s, _ in zip(performance_profiles.styles(), range(24), strict=False)]
    assert len({(s["color"], s["ls"]) for s in found}) == 24


def test_tuning_rings_the_dangerous_values_at_the_seeds_that_ended_well():
    tried = {
        "he": [Tried(0.1, (1.0, 2.0), 1.0), Tried(1.0, (1.0, INF), INF)],
        "never": [Tried(0.1, (INF, INF)), Tried(1.0, (INF, INF))],
    }
    with figure_style():
        figure = tuning.draw(tried, "learning_rate", "loss")
    landscape, budget = figure.axes
    rings = [one for one in landscape.lines if one.get_mec() == tuning.DANGER]
    assert [tuple(map(tuple, one.get_data())) for one in rings] == [
        ((1.0,), (1.0,)),
        ((), ()),
    ]
    medians = [list(one.get_ydata()) for one in budget.lines]
    assert medians == [[1.5, 1.5], []]
    assert drawn(figure).startswith("<svg")


def test_scores_that_spread_over_orders_get_a_logarithmic_axis():
    tried = {"he": [Tried(0.1, (1e-4,)), Tried(1.0, (2.0,))]}
    with figure_style():
        figure = tuning.draw(tried, "learning_rate", "loss")
    assert {axes.get_yscale() for axes in figure.axes} == {"log"}
    drawn(figure)
