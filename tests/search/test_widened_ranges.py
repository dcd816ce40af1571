"""Where the best trials lie at the end of a range."""

import math

import keras_tuner
import pytest

from keras_nntricks import search
from tests.search.staged import make, one_float, run, values

MANY = (search.Stage(60, 1), search.Stage(20, 1), search.Stage(4, 1))


def best_near(oracle, target):
    run(oracle, function=lambda v: abs(math.log10(v["rate"] / target)))
    return oracle.edge_report()


def test_an_edge_is_noticed_and_the_range_widened(tmp_path, capsys):
    hp = one_float(1e-4, 1e-2, sampling="log")
    oracle = make(tmp_path, MANY, hp=hp)
    oracle.verbose = 1
    report = best_near(oracle, 1.0)
    # A quarter of two decades beyond the end.
    first = report[0]
    assert (first["stage"], first["name"], first["end"]) == (0, "rate", "high")
    assert first["widened_to"] == pytest.approx(10**-1.5)
    assert oracle.ranges(1)["rate"][1] == pytest.approx(10**-1.5)
    assert "lies at the high end of its range, widened to 0.03162" in (
        capsys.readouterr().out
    )
    # The widest that is allowed by itself: one decade, half of the width.
    assert oracle.ranges(2)["rate"][1] <= 1e-1 * (1 + 1e-9)
    assert max(v["rate"] for v in values(oracle)) > 1e-2


def test_limits_bound_the_widening(tmp_path):
    hp = one_float(1e-4, 1e-2, sampling="log")
    for limit, expected in (((1e-4, 2e-2), 2e-2), (None, 1e-2)):
        oracle = make(tmp_path / str(limit), MANY, hp=hp, limits={"rate": limit})
        report = best_near(oracle, 1.0)
        assert oracle.ranges(1)["rate"][1] == pytest.approx(expected)
        assert (report[0]["widened_to"] is None) is (limit is None)
        assert all(v["rate"] <= expected * (1 + 1e-9) for v in values(oracle))


def test_a_linear_range_is_widened_only_up_to_limits(tmp_path):
    hp = one_float(0.1, 0.5)
    oracle = make(tmp_path / "a", MANY, hp=hp)
    assert best_near(oracle, 1.0)[0]["widened_to"] is None
    assert oracle.ranges(1)["rate"][1] == pytest.approx(0.5)
    oracle = make(tmp_path / "b", MANY, hp=hp, limits={"rate": (0.0, 0.9)})
    assert best_near(oracle, 1.0)[0]["widened_to"] == pytest.approx(0.6)


def test_a_stepped_range_is_widened_by_whole_steps(tmp_path):
    hp = keras_tuner.HyperParameters()
    hp.Int("depth", 1, 3)
    stages = [search.Stage(12, 1, keep=1), search.Stage(30, 1)]
    oracle = make(tmp_path, stages, hp=hp, limits={"depth": (1, 4)})
    run(oracle, function=lambda v: -v["depth"])
    assert oracle.edge_report()[0]["widened_to"] == 4
    depths = {v["depth"] for v in values(oracle)[12:]}
    assert max(depths) == 4
    assert all(type(depth) is int for depth in depths)


def test_an_edge_that_narrowing_made_is_left_again(tmp_path):
    stages = [search.Stage(30, 1, keep=1, margin=0.05), search.Stage(40, 1, keep=1)]
    stages.append(search.Stage(1, 1))
    oracle = make(tmp_path, stages, hp=one_float(0.0, 1.0))

    def function(v):
        return 1 - v["rate"] if v["tuner/stage"] else abs(v["rate"] - 0.5)

    run(oracle, function=function)
    high = oracle.ranges(1)["rate"][1]
    assert high < 1
    assert oracle.ranges(2)["rate"][1] > high
    edge = [e for e in oracle.edge_report() if e["stage"] == 1]
    assert (edge[0]["end"], edge[0]["widened_to"]) == (
        "high",
        pytest.approx(oracle.ranges(2)["rate"][1]),
    )


def test_the_last_stage_reports_its_edges_too(tmp_path):
    stages = [search.Stage(60, 1)]
    oracle = make(tmp_path, stages, hp=one_float(1e-4, 1e-2, sampling="log"))
    (edge,) = best_near(oracle, 1.0)
    assert (edge["stage"], edge["end"], edge["widened_to"]) == (0, "high", None)
