"""Which trials narrow the ranges of the next stage."""

import itertools
import math

import keras_tuner
import pytest

from keras_nntricks import search
from tests.search.staged import end, make, one_float, run, values


def test_bad_trials_do_not_narrow(tmp_path):
    oracle = make(tmp_path, [search.Stage(24, 1, margin=0.1), search.Stage(1, 1)])
    good, outcomes = None, itertools.cycle([math.nan, math.inf, None])
    for _ in range(24):
        trial = oracle.create_trial("w")
        values = trial.hyperparameters.values
        if good is None and 0.3 < values["momentum"] < 0.6:
            good, outcome = values, 5.0
        else:
            outcome = next(outcomes)
        if outcome is None:
            trial.status = "FAILED"
            oracle.end_trial(trial)
        else:
            end(oracle, trial, outcome)
    oracle.create_trial("w")
    # Around the only good one: a tenth of the width to each side.
    expected = good["momentum"] - 0.09, good["momentum"] + 0.09
    assert oracle.ranges(1)["momentum"] == pytest.approx(expected)
    assert oracle.ranges(1)["activation"] == [good["activation"]]


def test_a_trial_nearer_to_the_median_than_to_the_best_is_left_out(tmp_path):
    stages = [search.Stage(9, 1, keep=5, margin=0), search.Stage(1, 1)]
    oracle = make(tmp_path, stages, hp=one_float(0.0, 1.0))
    # The median is 0.6; halfway to the best lies 0.35.
    scores = iter([0.6, 0.7, 0.36, 0.1, 0.2, 0.8, 0.34, 0.9, 0.9])
    run(oracle, function=lambda v: 0.0 if v["tuner/stage"] else next(scores))
    kept = [values(oracle)[place]["rate"] for place in (3, 4, 6)]
    low, high = oracle.ranges(1)["rate"]
    assert min(kept) >= low
    assert max(kept) <= high
    at_edge = {edge["end"] for edge in oracle.edge_report() if edge["stage"] == 0}
    assert "low" in at_edge or low == pytest.approx(min(kept))
    assert "high" in at_edge or high == pytest.approx(max(kept))
    assert len(at_edge) < 2


def test_a_stage_of_failures_leaves_the_ranges(tmp_path):
    oracle = make(tmp_path, [search.Stage(2, 1), search.Stage(1, 1)])
    for _ in range(2):
        trial = oracle.create_trial("w")
        trial.status = "FAILED"
        oracle.end_trial(trial)
    assert oracle.create_trial("w").status == "RUNNING"
    assert oracle.ranges(1) == oracle.ranges(0)


def test_conditional_hyperparameters(tmp_path):
    hp = keras_tuner.HyperParameters()
    hp.Choice("kind", ["sgd", "adam"])
    with hp.conditional_scope("kind", ["sgd"]):
        hp.Float("momentum", 0.0, 1.0)
    with hp.conditional_scope("kind", ["adam"]):
        hp.Float("beta", 0.5, 0.9)
    oracle = make(tmp_path, hp=hp)
    run(oracle, function=lambda v: v.get("momentum", 2.0))
    for v in values(oracle):
        assert ("beta" in v) is (v["kind"] == "adam")
        assert ("momentum" in v) is (v["kind"] == "sgd")
    assert oracle.ranges(1)["kind"] == ["sgd"]
    assert oracle.ranges(1)["beta"] == pytest.approx((0.5, 0.9))


def test_values_between_ordered_survivors_stay(tmp_path):
    hp = keras_tuner.HyperParameters()
    hp.Choice("batch_size", [16, 32, 64, 128])
    stages = [search.Stage(40, 1, keep=15), search.Stage(1, 1)]
    oracle = make(tmp_path, stages, hp=hp)
    run(oracle, function=lambda v: float(v["batch_size"] in (32, 128)))
    assert oracle.ranges(1)["batch_size"] == [16, 32, 64]
