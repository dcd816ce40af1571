import itertools
import json
import math

import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search

STAGES = (
    search.Stage(12, 1, keep=3, margin=0.1),
    search.Stage(8, 4, keep=2),
    search.Stage(4, 9),
)


def space():
    hp = keras_tuner.HyperParameters()
    hp.Float("rate", 1e-5, 1e-1, sampling="log")
    hp.Float("momentum", 0.0, 0.9)
    hp.Int("width", 16, 256, step=2, sampling="log")
    hp.Choice("activation", ["relu", "tanh", "elu"])
    return hp


def make(folder, stages=STAGES, seed=0, hp=None, **kwargs):
    oracle = search.CoarseToFineOracle(
        keras_tuner.Objective("score", "min"),
        stages,
        seed,
        hyperparameters=hp or space(),
        **kwargs,
    )
    oracle._set_project_dir(str(folder), "p")
    oracle.verbose = 0
    return oracle


def score(values):
    """Best at a rate of 1e-2, a momentum of 0.5, a width of 64, with tanh."""
    return (
        abs(math.log10(values["rate"]) + 2)
        + abs(values["momentum"] - 0.5)
        + abs(math.log2(values["width"]) - 6) / 10
        + (values["activation"] != "tanh") / 10
    )


def end(oracle, trial, value):
    oracle.update_trial(trial.trial_id, {"score": value})
    trial.status = "COMPLETED"
    oracle.end_trial(trial)


def run(oracle, workers=1, function=score):
    """Lets workers run trials in turn until the oracle stops; what they were told."""
    told, running = [], {}
    for worker in itertools.cycle(range(workers)):
        if worker in running:
            trial = running.pop(worker)
            end(oracle, trial, function(trial.hyperparameters.values))
            continue
        trial = oracle.create_trial(f"w{worker}")
        told.append(trial.status)
        if trial.status == "RUNNING":
            running[worker] = trial
        elif trial.status == "STOPPED" and not running:
            return told
    raise AssertionError


def values(oracle):
    return [
        oracle.trials[name].hyperparameters.values for name in sorted(oracle.trials)
    ]


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


MANY = (search.Stage(60, 1), search.Stage(20, 1), search.Stage(4, 1))


def one_float(low, high, **kwargs):
    hp = keras_tuner.HyperParameters()
    hp.Float("rate", low, high, **kwargs)
    return hp


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


@pytest.mark.parametrize("limits", [{"lr": (0, 1)}, {"rate": (0, 1)}])
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
