"""What counts as diverged, and what score that makes."""

import keras_tuner
import pytest

from keras_nntricks import search
from keras_nntricks.search._trial_record import read_record
from tests.search.scripted import Scripted, trials_of

NAN, INF = float("nan"), float("inf")


def _searched(folder, results, objective="val_loss", **settings):
    settings = {"max_trials": len(results), "seed": 1, **settings}
    tuner = search.RandomSearch(
        Scripted(results), objective, directory=folder, **settings
    )
    tuner.search(verbose=0)
    return tuner


def _logs(*values, loss=1.0):
    return {"val_loss": list(values), "loss": [loss] * len(values)}


def test_divergence_costs_more_than_any_score_and_ends_no_search(tmp_path):
    bad = [_logs(NAN), _logs(NAN, NAN), _logs(INF), _logs(1.0, 0.1, NAN, NAN)]
    lost = [_logs(0.1, loss=NAN), keras_tuner.errors.FailedTrialError("too large")]
    fine = [_logs(1.0, 0.5, 0.7), _logs(NAN, 0.25), _logs(9.0, 8.5)]
    tuner = _searched(tmp_path, bad + lost + fine)
    trials = trials_of(tuner)
    assert {trial.status for trial in trials} == {"COMPLETED"}
    # Of the sound scores 0.25, 0.5 and 8.5: 8.5 + (8.5 - 0.25).
    assert [trial.score for trial in trials] == [16.75] * 6 + [0.5, 0.25, 8.5]
    assert [trial.best_step for trial in trials[6:]] == [1, 1, 1]
    aborted = [trial.metrics.get_best_value("aborted") for trial in trials]
    assert aborted == [1.0] * 6 + [0.0] * 3
    reasons = [_reason(tuner, trial) for trial in trials]
    assert reasons == [
        "val_loss is nan in epoch 1",
        "val_loss is nan in epoch 2",
        "val_loss is inf in epoch 1",
        "val_loss is nan in epoch 4",
        "loss is nan in epoch 1",
        "too large",
        *[None] * 3,
    ]


def _reason(tuner, trial):
    record = read_record(tuner.get_trial_dir(trial.trial_id))
    return record["executions"][0]["aborted"]


def test_penalties_where_more_is_better(tmp_path):
    objective = keras_tuner.Objective("r2", "max")
    results = [{"r2": [NAN]}, {"r2": [-3.0]}, {"r2": [0.5]}]
    trials = trials_of(_searched(tmp_path, results, objective))
    # Before a trial ends well it is 0, which -3 would lose against.
    assert [trial.score for trial in trials] == [-6.5, -3.0, 0.5]


def test_one_bad_execution_spoils_the_mean(tmp_path):
    results = [_logs(1.0), _logs(NAN), _logs(2.0), _logs(4.0)]
    tuner = _searched(tmp_path, results, max_trials=2, executions_per_trial=2)
    assert [trial.score for trial in trials_of(tuner)] == [6.0, 3.0]
    record = read_record(tuner.get_trial_dir("1"))
    histories = [e["history"]["val_loss"] for e in record["executions"]]
    assert histories == [[2.0], [4.0]]


def test_several_objectives(tmp_path):
    objective = [
        keras_tuner.Objective("val_loss", "min"),
        keras_tuner.Objective("gain", "max"),
    ]
    results = [
        {"val_loss": [NAN], "gain": [1.0]},
        {"val_loss": [1.0], "gain": [3.0]},
        {"val_loss": [2.0], "gain": [1.0]},
    ]
    trials = trials_of(_searched(tmp_path, results, objective))
    assert [trial.score for trial in trials] == [4.0, -2.0, 1.0]


def test_errors_of_the_program_end_a_search_unless_told_otherwise(tmp_path):
    errors = [ZeroDivisionError("no")] * 3
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        _searched(tmp_path / "a", [*errors, 1.0], None)
    settings = {"max_consecutive_failed_trials": None}
    tuner = _searched(tmp_path / "b", [*errors, 1.0], None, **settings)
    found = [trial.status for trial in trials_of(tuner)]
    assert found == ["FAILED"] * 3 + ["COMPLETED"]
    assert read_record(tuner.get_trial_dir("0"))["status"] == "FAILED"


@pytest.mark.parametrize(
    ("result", "message"),
    [({"loss": [1.0]}, "'val_loss' is not among the logs"), ("no", "must return")],
)
def test_what_fit_returns_is_checked(tmp_path, result, message):
    with pytest.raises(keras_tuner.errors.FatalError, match=message):
        _searched(tmp_path, [result])
