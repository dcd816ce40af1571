import itertools
import json
import math

import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search
from tests.search.staged import STAGES, end, make, run, score, values


def test_stages_come_one_after_the_other_and_are_visible(tmp_path):
    oracle = make(tmp_path)
    told = run(oracle)
    # A single worker is never told to wait: the serial loop would spin.
    assert told == ["RUNNING"] * 24 + ["STOPPED"]
    seen = [(v["tuner/stage"], v["tuner/epochs"]) for v in values(oracle)]
    assert seen == [(0, 1)] * 12 + [(1, 4)] * 8 + [(2, 9)] * 4
    assert all(v["tuner/initial_epoch"] == 0 for v in values(oracle))
    stored = json.loads((tmp_path / "p" / "trial_23" / "trial.json").read_text())
    assert stored["hyperparameters"]["values"]["tuner/stage"] == 2


def test_the_next_range_spans_the_best_on_the_scale_of_sampling(tmp_path):
    oracle = make(tmp_path)
    run(oracle)
    coarse = [v for v in values(oracle) if v["tuner/stage"] == 0]
    scores = sorted(map(score, coarse))
    bound = (scores[0] + np.median(scores)) / 2
    best = [v for v in sorted(coarse, key=score)[:3] if score(v) <= bound]
    assert len(best) > 1
    decades = [math.log10(v["rate"]) for v in best]
    margin = 0.1 * 4  # decades
    expected = min(decades) - margin, max(decades) + margin
    # Neither end is an end of the first range here.
    assert -5 < expected[0] < expected[1] < -1
    low, high = oracle.ranges(1)["rate"]
    np.testing.assert_allclose(np.log10([low, high]), expected, atol=1e-9)
    fine = [v["rate"] for v in values(oracle) if v["tuner/stage"] == 1]
    assert all(low <= rate <= high for rate in fine)
    momenta = [v["momentum"] for v in best]
    np.testing.assert_allclose(
        oracle.ranges(1)["momentum"],
        (max(0, min(momenta) - 0.09), min(0.9, max(momenta) + 0.09)),
        atol=1e-9,
    )
    order = ["relu", "tanh", "elu"]
    survivors = [name for name in order if name in {v["activation"] for v in best}]
    assert oracle.ranges(1)["activation"] == survivors


def test_drawn_values_depend_on_seed_trial_and_name_alone(tmp_path):
    one, two = make(tmp_path / "a"), make(tmp_path / "b")
    run(one)
    told = run(two, workers=5)
    assert "IDLE" in told
    assert values(one) == values(two)
    other = make(tmp_path / "c", seed=1)
    fewer = keras_tuner.HyperParameters()
    fewer.Float("rate", 1e-5, 1e-1, sampling="log")
    alone = make(tmp_path / "d", hp=fewer)
    first = [oracle.create_trial("w").hyperparameters for oracle in (other, alone)]
    assert first[0].get("rate") != values(one)[0]["rate"]
    assert first[1].get("rate") == values(one)[0]["rate"]


def test_neighbouring_seeds_and_names_are_independent(tmp_path):
    hp = keras_tuner.HyperParameters()
    for name in "ab":
        hp.Float(name, 0.0, 1.0)
    stages = [search.Stage(200, 1)]
    columns = []
    for seed in (0, 1):
        oracle = make(tmp_path / str(seed), stages, seed, hp)
        drawn = [oracle.populate_space(str(i))["values"] for i in range(200)]
        columns += [[v[name] for v in drawn] for name in "ab"]
    for one, two in itertools.combinations(columns, 2):
        for shift in range(3):
            shifted = np.corrcoef(one[shift:], two[: 200 - shift])[0, 1]
            assert abs(shifted) < 4 / math.sqrt(200)
        assert not set(one) & set(two)
    # Uniform: mean 1/2, standard deviation 0.289.
    assert np.mean(columns) == pytest.approx(0.5, abs=4 * 0.289 / math.sqrt(800))


def test_no_seed_draws_one_and_a_resumed_search_keeps_it(tmp_path):
    seeds = {make(tmp_path / str(i), seed=None).seed for i in range(3)}
    assert len(seeds) == 3
    assert make(tmp_path, seed=0).seed == 0


def test_a_resumed_search_is_the_same(tmp_path):
    whole = make(tmp_path / "whole")
    run(whole)
    for stopped_after in (5, 12, 15):
        folder = tmp_path / str(stopped_after)
        first = make(folder)
        for _ in range(stopped_after):
            trial = first.create_trial("w")
            end(first, trial, score(trial.hyperparameters.values))
        first.create_trial("w")  # is running when the process ends
        again = make(folder, seed=None)
        again.reload()
        assert again.seed == 0
        run(again)
        assert values(again) == values(whole)
        assert again.ranges(2) == whole.ranges(2)
        assert again.edge_report() == whole.edge_report()


def test_a_stage_waits_for_a_trial_that_is_to_be_run_again(tmp_path):
    stages = [search.Stage(2, 1), search.Stage(1, 2)]
    oracle = make(tmp_path, stages, max_retries_per_trial=1)
    one, two = oracle.create_trial("a"), oracle.create_trial("b")
    one.status = "INVALID"
    oracle.end_trial(one)
    assert oracle.create_trial("a").trial_id == one.trial_id
    end(oracle, two, 1.0)
    assert oracle.create_trial("b").status == "IDLE"
    end(oracle, one, 2.0)
    assert oracle.create_trial("b").status == "RUNNING"


def test_other_stages_are_refused_and_more_are_not(tmp_path):
    oracle = make(tmp_path, STAGES[:1])
    run(oracle)
    with pytest.raises(ValueError, match="`stages` must be those of the search"):
        make(tmp_path, STAGES[1:]).reload()
    longer = make(tmp_path)
    longer.reload()
    run(longer)
    assert values(longer) == values(_whole(tmp_path))


def _whole(tmp_path):
    oracle = make(tmp_path / "whole")
    run(oracle)
    return oracle


@pytest.mark.parametrize(
    "bad",
    [
        {"stages": []},
        {"stages": [(12, 1)]},
        {"seed": -1},
        {"limits": {"rate": (2, 1)}},
        {"limits": {"rate": 3}},
        {"limits": [1]},
    ],
)
def test_bad_arguments(bad):
    with pytest.raises(ValueError, match=f"`{next(iter(bad))}` must be"):
        search.CoarseToFineOracle("val_loss", **bad)


@pytest.mark.parametrize("limits", [{"activation": (0, 1)}, {"rate": (0, 1)}])
def test_limits_that_do_not_fit_the_space(tmp_path, limits):
    with pytest.raises(ValueError, match="`limits` must be"):
        make(tmp_path, limits=limits).populate_space("00")


@pytest.mark.parametrize(
    "bad", [{"trials": 0}, {"epochs": 1.5}, {"keep": 0}, {"margin": -0.1}]
)
def test_bad_stages(bad):
    with pytest.raises(ValueError, match=f"`{next(iter(bad))}` must be"):
        search.Stage(**{"trials": 1, "epochs": 1, **bad})


def test_the_config_of_a_stage():
    stage = search.Stage(np.int64(3), 2, margin=0.2)
    assert search.Stage.from_config(json.loads(json.dumps(stage.get_config()))) == stage
