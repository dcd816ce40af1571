import dataclasses
import math

import pytest

from benchmarks.engine.criteria import Difference, TimeRatio
from benchmarks.engine.profiles import comparisons, profile_score, share_within
from benchmarks.engine.spec import Arm, Claim, Experiment, Published, Scale, Source
from benchmarks.engine.times_to_target import FALLEN, Curve, times_of_curves

PUBLISHED = Published("1", "derived")
RATIO = TimeRatio(better="adam-2", worse="sgd-2", metric="time", margin=1.0)
ARMS = tuple(
    Arm(f"{optimizer}-{depth}", {"optimizer": optimizer, "depth": depth})
    for depth in (2, 3)
    for optimizer in ("sgd", "adam")
)


def experiment(name="e91_times", criterion=RATIO, arms=ARMS, metrics=("time",)):
    return Experiment(
        name=name,
        title=name,
        question="Who is first?",
        source=Source("Title", "Author", 2026, "https://example.org", "page 1"),
        arms=arms,
        scales={"quick": Scale(seeds=2, settings={"width": 8})},
        measure=list,
        metrics=dict.fromkeys(metrics, "a number"),
        claims=(Claim("faster", "It is faster.", criterion, PUBLISHED),),
    )


def row(experiment, arm, seed, time, status="done", metric="time"):
    settings = {"width": 8, **experiment.arm(arm).settings}
    return {
        "experiment": experiment.name,
        "arm": arm,
        "scale": "quick",
        "phase": "final",
        "seed": seed,
        "hyperparameters": {},
        "settings": settings,
        "status": status,
        "metrics": {} if status == "diverged" else {metric: time},
    }


def rows_of(experiment, times, **options):
    """Rows from arm -> time of each seed."""
    return [
        row(experiment, arm, seed, time, **options)
        for arm, found in times.items()
        for seed, time in enumerate(found)
    ]


TIMES = {
    "sgd-2": (20, 40),
    "adam-2": (10, 40),
    "sgd-3": (30, None),
    "adam-3": (90, None),
}


def test_times_are_divided_by_the_best_on_the_same_problem():
    one = experiment()
    (found,) = comparisons([one], "quick", rows_of(one, TIMES))
    assert found.setting == "optimizer"
    assert found.experiments == ("e91_times",)
    # The second seed of depth 3 is solved by nobody.
    assert found.num_problems == 3
    assert sorted(found.ratios["sgd"]) == [1, 1, 2]
    assert sorted(found.ratios["adam"]) == [1, 1, 3]


def test_a_run_that_diverges_or_never_gets_there_takes_for_ever():
    one = experiment()
    rows = rows_of(one, {"sgd-2": (10, 10), "adam-2": (None, 20)})
    rows[3] = row(one, "adam-2", 1, None, status="diverged")
    (found,) = comparisons([one], "quick", rows)
    assert found.ratios == {"sgd": (1, 1), "adam": (math.inf, math.inf)}


def test_problems_of_experiments_that_compare_the_same_are_joined():
    first, second = experiment(), experiment("e92_more")
    rows = rows_of(first, TIMES) + rows_of(second, TIMES)
    (found,) = comparisons([first, second], "quick", rows)
    assert found.experiments == ("e91_times", "e92_more")
    assert found.num_problems == 6


def test_experiments_that_compare_other_values_stay_apart():
    first = experiment()
    arms = (*ARMS, Arm("rms-2", {"optimizer": "rms", "depth": 2}))
    second = experiment("e92_more", arms=arms)
    times = {**TIMES, "rms-2": (5, 5)}
    rows = rows_of(first, TIMES) + rows_of(second, times)
    found = comparisons([first, second], "quick", rows)
    assert [(set(one.ratios), one.num_problems) for one in found] == [
        ({"sgd", "adam"}, 4),
        ({"sgd", "adam", "rms"}, 2),
    ]


def test_a_setting_that_an_arm_lacks_is_that_of_the_scale_or_not_set():
    arms = (Arm("plain"), Arm("wide", {"width": 16}), Arm("noisy", {"noise": 1}))
    ratio = TimeRatio(better="plain", worse="wide", metric="time", margin=1.0)
    one = experiment(criterion=ratio, arms=arms)
    times = {"plain": (1,), "wide": (2,), "noisy": (3,)}
    (found,) = comparisons([one], "quick", rows_of(one, times))
    assert found.ratios == {"8": (1,), "16": (2,)}
    noisy = dataclasses.replace(ratio, worse="noisy")
    one = experiment(criterion=noisy, arms=arms)
    (found,) = comparisons([one], "quick", rows_of(one, times))
    assert found.ratios == {"not set": (1,), "1": (3,)}


def test_metrics_named_like_steps_to_a_target_are_times():
    criterion = Difference(better="adam-2", worse="sgd-2", metric="loss", margin=0.0)
    one = experiment(criterion=criterion, metrics=("loss", "tuned_steps_to_90"))
    rows = rows_of(one, TIMES, metric="tuned_steps_to_90")
    (found,) = comparisons([one], "quick", rows)
    assert found.num_problems == 3
    assert comparisons([experiment(criterion=criterion, metrics=("loss",))], "quick",
                       rows) == []  # fmt: skip


def test_nothing_run_is_nothing_compared():
    one = experiment()
    assert comparisons([one], "quick", []) == []
    assert comparisons([one], "paper", rows_of(one, TIMES)) == []
    assert comparisons([one], "quick", rows_of(one, {"sgd-2": (1, 2)})) == []


@pytest.mark.parametrize(
    ("ratios", "score"), [((1.0,), 1.0), ((4.0, 9.0), 0.0), ((1.0, math.inf), 0.5)]
)
def test_the_score_is_the_mean_height_of_the_profile(ratios, score):
    assert profile_score(ratios) == score


def test_the_score_is_the_integral_of_the_profile():
    ratios = (1.0, 1.3, 2.2, 3.9, math.inf)
    steps = 30_000
    ends = (1 + 3 * (i + 0.5) / steps for i in range(steps))
    height = sum(share_within(ratios, end) for end in ends) / steps
    assert profile_score(ratios) == pytest.approx(height, abs=1e-4)


CURVES = (Curve("e91", "loss", "optimizer"),)


def test_a_curve_arrives_where_it_has_fallen_most_of_the_largest_fall():
    falling = {"sgd": {"p": [10.0, 6.0, 2.0, 1.0]}, "adam": {"p": [8.0, 1.8, 1.5, 1.4]}}
    # From 10 to 1; nine tenths of it are at 1.9.
    assert times_of_curves(falling) == {"sgd": {"p": 4}, "adam": {"p": 2}}


def test_a_curve_that_diverges_or_stays_high_never_arrives():
    curves = {
        "sgd": {"p": [10.0, math.inf]},
        "adam": {"p": [10.0, 1.0]},
        "rms": {"p": [math.inf]},
    }
    assert times_of_curves(curves) == {
        "sgd": {"p": math.inf},
        "adam": {"p": 2},
        "rms": {"p": math.inf},
    }
    lost = {name: {"p": [math.inf]} for name in curves}
    assert times_of_curves(lost) == {name: {"p": math.inf} for name in curves}


def test_curves_are_compared_by_the_setting_that_is_named():
    criterion = Difference(better="adam-2", worse="sgd-2", metric="last", margin=0.0)
    one = experiment(criterion=criterion, metrics=("last", "loss"))
    curves = {"sgd-2": [[9.0, 5.0, 1.0]], "adam-2": [[9.0, 1.0, None]]}
    rows = rows_of(one, curves, metric="loss")
    (found,) = comparisons([one], "quick", rows, CURVES)
    assert (found.setting, found.target) == ("optimizer", FALLEN)
    assert found.ratios == {"sgd": (1.5,), "adam": (1.0,)}
    assert comparisons([one], "quick", rows) == []
