"""Cross-validation: scikit-learn's folds, NumPy's means, what is cut is told."""

import json
import pathlib
import types

import keras
import keras_tuner
import numpy as np
import pytest
from sklearn import model_selection

from keras_nntricks import search

RNG = np.random.default_rng(3)
X = RNG.normal(size=(12, 2)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0]])).astype("float32")
CLASSES = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
GROUPS = np.repeat([0, 1, 2, 3], 3)


class Searched(search.CrossValidation, search.RandomSearch):
    pass


class Guided(search.CrossValidation, search.BayesianOptimization):
    pass


class Halving(search.CrossValidation, search.Hyperband):
    pass


class Scripted(Searched):
    """Folds give written scores: `script` maps a trial's number to those."""

    script = ()

    def run_execution(self, trial, execution, x, *args, **kwargs):
        seen = self.__dict__.setdefault("seen", [])
        seen.append((int(trial.trial_id), execution, x[:, 0].tolist()))
        return {"val_loss": [self.script[int(trial.trial_id)][execution]]}


def build(hp):
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    rate = search.learning_rate(hp, 0.01, 0.1)
    model.compile(keras.optimizers.SGD(rate), "mse", metrics=["mae"], run_eagerly=True)
    return model


def _scripted(tmp_path, script, **kwargs):
    kind = types.new_class("Scripted", (Scripted,))
    kind.script = script
    options = {"cv": 3, "seed": 0, "directory": tmp_path, **kwargs}
    return kind(build, "val_loss", max_trials=len(script), **options)


def _metric(trial, name):
    return trial.metrics.get_last_value(name)


def _record(tuner, trial):
    folder = pathlib.Path(tuner.get_trial_dir(trial.trial_id))
    return json.loads((folder / "record.json").read_text())


def _trial(tuner, number):
    return next(t for t in tuner.oracle.trials.values() if int(t.trial_id) == number)


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
    tuner = _scripted(tmp_path, [[1.0] * 9] * 2, cv=cv, cut_short=False)
    tuner.search(x, CLASSES, groups=groups, verbose=0)
    for trial in range(2):
        assert [rows for number, _, rows in tuner.seen if number == trial] == expected


def test_one_hot_targets_are_balanced_by_class(tmp_path):
    splitter = model_selection.StratifiedKFold(4)
    x = np.arange(12.0).reshape(12, 1)
    tuner = _scripted(tmp_path, [[1.0] * 4], cv=splitter)
    tuner.search(x, np.eye(2)[CLASSES], verbose=0)
    expected = [train.tolist() for train, _ in splitter.split(x, CLASSES)]
    assert [rows for _, _, rows in tuner.seen] == expected


def test_the_score_is_the_mean_with_its_standard_error(tmp_path):
    scores = [0.3, 0.7, 0.35]
    tuner = _scripted(tmp_path, [scores])
    tuner.search(X, Y, verbose=0)
    trial = _trial(tuner, 0)
    error = np.std(scores, ddof=1) / np.sqrt(3)
    assert trial.score == pytest.approx(np.mean(scores))
    assert _metric(trial, "val_loss_standard_error") == pytest.approx(error)
    assert _metric(trial, "folds") == 3
    folds = _record(tuner, trial)["folds"]
    assert folds["scores"] == scores
    assert folds["cut"] is None
    assert (folds["mean"], folds["standard_error"]) == (
        pytest.approx(np.mean(scores)),
        pytest.approx(error),
    )


def test_folds_of_a_lost_trial_are_spared_and_told(tmp_path):
    # Trial 1 loses to the worst fold of trial 0, 0.5, after two; trial 2 never does.
    script = [[0.3, 0.5, 0.4], [0.4, 0.7, 0.0], [0.45, 0.5, 0.3]]
    tuner = _scripted(tmp_path, script)
    tuner.search(X, Y, verbose=0)
    ran = [[f for t, f, _ in tuner.seen if t == trial] for trial in range(3)]
    assert ran == [[0, 1, 2], [0, 1], [0, 1, 2]]
    lost = _trial(tuner, 1)
    record = _record(tuner, lost)
    assert lost.status == "COMPLETED"
    assert lost.score == pytest.approx(0.55)
    assert _metric(lost, "folds") == 2
    assert record["folds"]["run"] == [0, 1]
    assert record["folds"]["planned"] == 3
    assert "not better than the worst fold" in record["folds"]["cut"]
    assert [entry["fold"] for entry in record["executions"]] == [0, 1]
    assert tuner.oracle.get_best_trials()[0].trial_id == _trial(tuner, 0).trial_id


def test_a_trial_that_was_cut_is_no_measure_for_others(tmp_path):
    # Trial 1 is cut at a mean of 0.6; its worst fold, 0.9, judges nobody.
    script = [[0.5, 0.5, 0.5], [0.6, 0, 0], [0.49, 0.49, 0.49]]
    tuner = _scripted(tmp_path, script)
    tuner.search(X, Y, verbose=0)
    assert [t for t, _, _ in tuner.seen] == [0, 0, 0, 1, 2, 2, 2]


def test_larger_can_be_better(tmp_path):
    objective = keras_tuner.Objective("val_loss", "max")
    kind = types.new_class("Scripted", (Scripted,))
    kind.script = [[0.9, 0.7, 0.8], [0.7, 1.0, 1.0], [0.75, 0.9, 0.8]]
    tuner = kind(build, objective, max_trials=3, cv=3, directory=tmp_path)
    tuner.search(X, Y, verbose=0)
    assert [t for t, _, _ in tuner.seen] == [0, 0, 0, 1, 2, 2, 2]
    assert tuner.oracle.get_best_trials()[0].trial_id == _trial(tuner, 2).trial_id


def test_nothing_is_cut_unless_asked_for(tmp_path):
    tuner = _scripted(tmp_path, [[0.1] * 3, [9.0] * 3], cut_short=False)
    tuner.search(X, Y, verbose=0)
    assert len(tuner.seen) == 6


def test_a_fold_that_diverges_ends_its_trial(tmp_path):
    script = [[0.3, 0.3, 0.3], [0.2, float("nan"), 0.2], [0.1, 0.2, 0.1]]
    tuner = _scripted(tmp_path, script)
    tuner.search(X, Y, verbose=0)
    assert [t for t, _, _ in tuner.seen] == [0, 0, 0, 1, 1, 2, 2, 2]
    failed = _trial(tuner, 1)
    assert failed.status == "COMPLETED"
    assert _metric(failed, "aborted") == 1
    assert failed.score > 0.3
    assert "nan" in _record(tuner, failed)["folds"]["cut"]


def test_models_of_the_folds_come_back(tmp_path):
    tuner = Guided(
        build, "val_loss", max_trials=2, cv=3, directory=tmp_path, cut_short=False
    )
    tuner.search(X, Y, epochs=2, batch_size=4, verbose=0)
    best = tuner.oracle.get_best_trials()[0]
    models = tuner.get_best_models()[0]
    folds = model_selection.KFold(3, shuffle=True, random_state=0).split(X)
    errors = [
        np.mean((model.predict(X[valid], verbose=0) - Y[valid]) ** 2)
        for model, (_, valid) in zip(models, folds, strict=True)
    ]
    assert best.score == pytest.approx(np.mean(errors), rel=1e-4)
    kernels = [model.get_weights()[0] for model in models]
    assert not np.allclose(kernels[0], kernels[1])
    assert [len(models) for models in tuner.get_best_models(2)] == [3, 3]


def test_weights_of_examples_go_to_training_and_validation(tmp_path):
    weights = np.arange(1.0, 13.0)
    tuner = Searched(build, "val_loss", max_trials=1, cv=2, directory=tmp_path)
    given = []
    tuner.hypermodel.fit = lambda hp, model, *args, **kwargs: (
        given.append((args, kwargs)) or model.fit(*args, **kwargs)
    )
    tuner.search(X, Y, sample_weight=weights, verbose=0)
    folds = model_selection.KFold(2, shuffle=True, random_state=0).split(X)
    for (args, kwargs), (train, valid) in zip(given, folds, strict=True):
        np.testing.assert_array_equal(args[0], X[train])
        np.testing.assert_array_equal(kwargs["sample_weight"], weights[train])
        held = kwargs["validation_data"]
        expected = (X[valid], Y[valid], weights[valid])
        assert all((a == b).all() for a, b in zip(held, expected, strict=True))


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


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"validation_data": (X, Y)}, "`validation_data` must be left out"),
        ({"validation_split": 0.2}, "`validation_split` must be left out"),
        ({"groups": GROUPS[:5]}, "`groups` must be as long as x, 12"),
        ({"x": {"a": X, "b": X[:3]}}, "`x` must be arrays of one length"),
        ({"x": iter([X])}, "`x` must be an array or a tree of arrays"),
    ],
)
def test_data_that_cannot_be_dealt_out_are_refused(options, message, tmp_path):
    tuner = Searched(build, "val_loss", directory=tmp_path)
    with pytest.raises(ValueError, match=message):
        tuner.search(**{"x": X, "y": Y, "verbose": 0, **options})
    assert tuner.oracle.trials == {}
