"""Cross-validation: scikit-learn's folds, NumPy's means, what is cut is told."""

import types

import keras_tuner
import numpy as np
import pytest
from sklearn import model_selection

from keras_nntricks import search
from keras_nntricks.search import _rebuilt_tuner
from tests.search.cross_validated import (
    CLASSES,
    GROUPS,
    Scripted,
    Searched,
    X,
    Y,
    build,
    metric_of,
    record_of,
    scripted,
    trial_of,
)


class Guided(search.CrossValidation, search.BayesianOptimization):
    pass


class Halving(search.CrossValidation, search.Hyperband):
    pass


REDRAWN = np.random.RandomState(0)  # goes on at each call
REPEATED = model_selection.RepeatedKFold(n_splits=2, n_repeats=2, random_state=1)
SPLITTERS = {
    "number": (3, model_selection.KFold(3, shuffle=True, random_state=0)),
    "in order": (model_selection.KFold(4),) * 2,
    "repeated": (
        model_selection.RepeatedKFold(n_splits=2, n_repeats=2, random_state=1),
    )
    * 2,
    "stratified": (model_selection.StratifiedKFold(4),) * 2,
    "grouped": (model_selection.GroupKFold(4),) * 2,
    "stratified groups": (model_selection.StratifiedGroupKFold(2),) * 2,
    "time": (model_selection.TimeSeriesSplit(3),) * 2,
}


@pytest.mark.parametrize("name", SPLITTERS)
def test_folds_are_those_of_scikit_learn(name, tmp_path):
    cv, same = SPLITTERS[name]
    x = np.arange(12.0).reshape(12, 1)
    groups = GROUPS if "group" in name else None
    expected = [train.tolist() for train, _ in same.split(x, CLASSES, groups)]
    tuner = scripted(tmp_path, [[1.0] * 9] * 2, cv=cv, cut_short=False)
    tuner.search(x, CLASSES, groups=groups, verbose=0)
    for trial in range(2):
        assert [rows for number, _, rows in tuner.seen if number == trial] == expected


def test_one_hot_targets_are_balanced_by_class(tmp_path):
    splitter = model_selection.StratifiedKFold(4)
    x = np.arange(12.0).reshape(12, 1)
    tuner = scripted(tmp_path, [[1.0] * 4], cv=splitter)
    tuner.search(x, np.eye(2)[CLASSES], verbose=0)
    expected = [train.tolist() for train, _ in splitter.split(x, CLASSES)]
    assert [rows for _, _, rows in tuner.seen] == expected


def test_the_score_is_the_mean_with_its_standard_error(tmp_path):
    scores = [0.3, 0.7, 0.35]
    tuner = scripted(tmp_path, [scores])
    tuner.search(X, Y, verbose=0)
    trial = trial_of(tuner, 0)
    error = np.std(scores, ddof=1) / np.sqrt(3)
    assert trial.score == pytest.approx(np.mean(scores))
    assert metric_of(trial, "val_loss_standard_error") == pytest.approx(error)
    assert metric_of(trial, "folds") == 3
    folds = record_of(tuner, trial)["folds"]
    assert folds["scores"] == scores
    assert folds["cut"] is None
    assert (folds["mean"], folds["standard_error"]) == (
        pytest.approx(np.mean(scores)),
        pytest.approx(error),
    )


def test_folds_of_a_lost_trial_are_spared_and_told(tmp_path):
    # Trial 1 loses to the worst fold of trial 0, 0.5, after two; trial 2 never does.
    script = [[0.3, 0.5, 0.4], [0.4, 0.7, 0.0], [0.45, 0.5, 0.3]]
    tuner = scripted(tmp_path, script)
    tuner.search(X, Y, verbose=0)
    ran = [[f for t, f, _ in tuner.seen if t == trial] for trial in range(3)]
    assert ran == [[0, 1, 2], [0, 1], [0, 1, 2]]
    lost = trial_of(tuner, 1)
    record = record_of(tuner, lost)
    assert lost.status == "COMPLETED"
    assert lost.score == pytest.approx(0.55)
    assert metric_of(lost, "folds") == 2
    assert record["folds"]["run"] == [0, 1]
    assert record["folds"]["planned"] == 3
    assert "not better than the worst fold" in record["folds"]["cut"]
    assert [entry["fold"] for entry in record["executions"]] == [0, 1]
    assert tuner.oracle.get_best_trials()[0].trial_id == trial_of(tuner, 0).trial_id


def test_a_trial_that_was_cut_is_no_measure_for_others(tmp_path):
    # Trial 1 is cut at a mean of 0.6; its worst fold, 0.9, judges nobody.
    script = [[0.5, 0.5, 0.5], [0.6, 0, 0], [0.49, 0.49, 0.49]]
    tuner = scripted(tmp_path, script)
    tuner.search(X, Y, verbose=0)
    assert [t for t, _, _ in tuner.seen] == [0, 0, 0, 1, 2, 2, 2]


def test_larger_can_be_better(tmp_path):
    objective = keras_tuner.Objective("val_loss", "max")
    kind = types.new_class("Scripted", (Scripted,))
    kind.script = [[0.9, 0.7, 0.8], [0.7, 1.0, 1.0], [0.75, 0.9, 0.8]]
    tuner = kind(build, objective, max_trials=3, cv=3, directory=tmp_path)
    tuner.search(X, Y, verbose=0)
    assert [t for t, _, _ in tuner.seen] == [0, 0, 0, 1, 2, 2, 2]
    assert tuner.oracle.get_best_trials()[0].trial_id == trial_of(tuner, 2).trial_id


def test_nothing_is_cut_unless_asked_for(tmp_path):
    tuner = scripted(tmp_path, [[0.1] * 3, [9.0] * 3], cut_short=False)
    tuner.search(X, Y, verbose=0)
    assert len(tuner.seen) == 6


def test_a_fold_that_diverges_ends_its_trial(tmp_path):
    script = [[0.3, 0.3, 0.3], [0.2, float("nan"), 0.2], [0.1, 0.2, 0.1]]
    tuner = scripted(tmp_path, script)
    tuner.search(X, Y, verbose=0)
    assert [t for t, _, _ in tuner.seen] == [0, 0, 0, 1, 1, 2, 2, 2]
    failed = trial_of(tuner, 1)
    assert failed.status == "COMPLETED"
    assert metric_of(failed, "aborted") == 1
    assert failed.score > 0.3
    assert "nan" in record_of(tuner, failed)["folds"]["cut"]


def test_models_of_the_folds_come_back(tmp_path, monkeypatch):
    # On JAX each model would be compiled anew.
    monkeypatch.setattr(_rebuilt_tuner, "_forget_compiled", lambda: None)
    options = {"max_trials": 2, "cv": 2, "directory": tmp_path, "cut_short": False}
    tuner = Guided(build, "val_loss", **options)
    tuner.search(X, Y, epochs=2, batch_size=6, verbose=0)
    best = tuner.oracle.get_best_trials()[0]
    models, others = tuner.get_best_models(2)
    folds = model_selection.KFold(2, shuffle=True, random_state=0).split(X)
    weights = [model.get_weights() for model in models]
    errors = [
        np.mean((X[valid] @ kernel + bias - Y[valid]) ** 2)
        for (kernel, bias), (_, valid) in zip(weights, folds, strict=True)
    ]
    assert best.score == pytest.approx(np.mean(errors), rel=1e-4)
    assert not np.allclose(weights[0][0], weights[1][0])
    assert len(others) == 2


def test_a_fold_that_raises_leaves_a_record(tmp_path):
    tuner = scripted(tmp_path, [[0.5, TypeError("no fold"), 0.5], [0.4] * 3])
    tuner.search(X, Y, verbose=0)
    failed, record = trial_of(tuner, 0), record_of(tuner, trial_of(tuner, 0))
    assert (failed.status, record["status"]) == ("FAILED", "FAILED")
    first, second = record["executions"]
    assert first["history"] == {"val_loss": [0.5]}
    assert "no fold" in second["aborted"]
    assert trial_of(tuner, 1).score == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cv": 1}, "`cv` must be an integer >= 2 or a splitter"),
        ({"cv": "five"}, "`cv` must be an integer >= 2 or a splitter"),
        (
            {"cv": model_selection.ShuffleSplit(3)},
            "`cv` must be a splitter",
        ),
        (
            {"cv": model_selection.KFold(3, shuffle=True)},
            "`cv` must be a splitter",
        ),
        (
            {"cv": model_selection.RepeatedKFold(random_state=REDRAWN)},
            "`cv` must be a splitter with an integer as random_state",
        ),
        ({"cv_seed": -1}, "`cv_seed` must be an integer in"),
        ({"cut_short": 1}, "`cut_short` must be a bool"),
        ({"executions_per_trial": 2}, "`executions_per_trial` must be 1 with Cross"),
    ],
)
def test_bad_arguments_are_refused(options, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        Searched(build, "val_loss", directory=tmp_path, **options)


def test_hyperband_is_refused(tmp_path):
    with pytest.raises(ValueError, match="must be another than Hyperband"):
        Halving(build, "val_loss", directory=tmp_path)
