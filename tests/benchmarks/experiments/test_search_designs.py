"""Closed forms against naive placing, and what the designs promise."""

import numpy as np
import pytest

from benchmarks.experiments.shared import designs
from benchmarks.experiments.theory import search_designs


def shares_with_a_tick(side, ticks, intervals=200_001):
    """Walks an interval along the line in small steps."""
    starts = np.linspace(0, 1 - side, intervals)
    places = (np.arange(ticks) + 0.5) / ticks
    inside = [(starts <= place) & (place <= starts + side) for place in places]
    return np.any(inside, axis=0).mean()


@pytest.mark.parametrize(
    ("side", "ticks"), [(0.1, 1), (0.1, 2), (0.2, 2), (0.4, 2), (0.2, 4), (0.3, 5)]
)
def test_a_tick_lies_in_an_interval_as_often_as_on_a_walk(side, ticks):
    exact = search_designs.tick_in_interval(side, ticks)
    assert exact == pytest.approx(shares_with_a_tick(side, ticks), abs=2e-5)


def test_random_trials_hit_as_often_as_enumeration_of_misses():
    misses = 1.0
    for _ in range(125):
        misses *= 0.99
    assert search_designs.random_hits(125) == pytest.approx(1 - misses)
    assert search_designs.random_hits(1, volume=0.3) == pytest.approx(0.3)


def test_a_grid_of_125_always_hits_a_cube_and_one_of_64_does_not():
    assert search_designs.grid_hits_cube((5, 5, 5)) == pytest.approx(1.0)
    assert 0.6 < search_designs.grid_hits_cube((4, 4, 4)) < 0.7


@pytest.mark.parametrize("shape", ["box", "cube"])
@pytest.mark.parametrize("dimensions", [3, 5])
def test_targets_have_one_percent_of_the_volume_and_lie_inside(shape, dimensions):
    generator = np.random.default_rng(3)
    sides = []
    for _ in range(50):
        low, high = designs.draw_target(shape, dimensions, generator)
        assert np.prod(high - low) == pytest.approx(0.01)
        assert np.all(low >= 0)
        assert np.all(high <= 1)
        sides.append(high - low)
    elongated = np.max(sides, axis=1) > 1.5 * np.min(sides, axis=1)
    assert elongated.mean() > 0.9 if shape == "box" else not elongated.any()


@pytest.mark.parametrize("design", ["grid", "random", "latin-hypercube", "sobol"])
def test_a_design_has_as_many_distinct_points_as_its_budget(design):
    generator = np.random.default_rng(1)
    for dimensions, budgets in ((3, (8, 125)), (5, (32, 72))):
        for points in designs.place(design, dimensions, budgets, generator):
            assert points.shape[1] == dimensions
            assert len(np.unique(points, axis=0)) == len(points)
            assert len(points) in budgets


def test_a_latin_hypercube_has_one_point_in_each_slice_and_a_grid_few_values():
    generator = np.random.default_rng(2)
    (latin,) = designs.place("latin-hypercube", 3, (27,), generator)
    (grid,) = designs.place("grid", 3, (27,), generator)
    for along in latin.T:
        assert sorted((along * 27).astype(int)) == list(range(27))
    assert [len(np.unique(along)) for along in grid.T] == [3, 3, 3]


def test_hits_are_those_of_a_naive_count_on_the_same_targets():
    hits = designs.count_hits("grid", "box", 3, (27, 64), 40, [5, 0])
    generator, naive = np.random.default_rng([5, 0, 0]), [0, 0]
    for _ in range(40):
        low, high = designs.draw_target("box", 3, generator)
        for place, ticks in enumerate((3, 4)):
            values = [(i + 0.5) / ticks for i in range(ticks)]
            sides = zip(low, high, strict=True)
            naive[place] += all(any(a <= v <= b for v in values) for a, b in sides)
    assert hits == naive
