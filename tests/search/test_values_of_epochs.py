"""Logs that some epochs lack, or of which each epoch has several."""

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search
from keras_nntricks.search._fold_scores import mean_logs
from keras_nntricks.search._trial_callbacks import BestEpoch
from keras_nntricks.search._trial_record import read_record
from tests.search.scripted import Scripted, trials_of

X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
NAN = float("nan")
PER_CLASS = [np.array([0.1, 0.2]), np.array([0.3, NAN])]


def _build(hp):
    layers = [keras.Input((4,)), keras.layers.Dense(1, activation="tanh")]
    model = keras.Sequential(layers)
    rate = hp.Float("rate", 1e-3, 1e-1)
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    return model


def test_epochs_without_validation_are_null_and_score_nothing(tmp_path):
    tuner = search.RandomSearch(
        _build, "val_loss", max_trials=1, seed=0, directory=tmp_path
    )
    data = {"validation_data": (X, X[:, :1]), "validation_freq": 2}
    tuner.search(X, X[:, :1], epochs=5, verbose=0, **data)
    (trial,) = trials_of(tuner)
    assert trial.status == "COMPLETED"
    record = read_record(tuner.get_trial_dir(trial.trial_id))
    history = record["executions"][0]["history"]
    there = [value is not None for value in history["val_loss"]]
    assert there == [False, True, False, True, False]
    assert None not in history["loss"]
    losses = {epoch: v for epoch, v in enumerate(history["val_loss"]) if v is not None}
    assert trial.score == pytest.approx(min(losses.values()))
    assert losses[trial.best_step] == min(losses.values())
    (row,) = search.results_table(tuner)
    assert (row["epochs"], row["score"]) == (5, trial.score)
    (model,) = tuner.get_best_models()
    assert model.evaluate(X, X[:, :1], verbose=0) == pytest.approx(trial.score, 1e-4)


class Saved:
    """Counts how often its weights are written."""

    def __init__(self):
        self.times = 0

    def save_weights(self, path):
        self.times += 1
        path.write_text("weights")


def test_an_epoch_without_the_objective_is_not_the_best(tmp_path):
    best = BestEpoch(keras_tuner.Objective("val_loss", "min"), tmp_path / "w")
    best._model = saved = Saved()
    for logs in ({"val_loss": 1.0}, {"loss": 0.0}, {"val_loss": 2.0}, {"loss": 0.0}):
        best.on_epoch_end(0, logs)
    assert saved.times == 1


def test_a_log_with_a_value_per_class_is_kept_and_scores_nothing(tmp_path):
    results = [{"loss": [2.0, 1.0], "f1": PER_CLASS}, {"loss": [0.5], "f1": [0.4]}]
    tuner = search.RandomSearch(
        Scripted(results), "loss", max_trials=2, seed=1, directory=tmp_path
    )
    tuner.search(verbose=0)
    first, second = trials_of(tuner)
    assert [first.score, second.score] == [1.0, 0.5]
    assert not first.metrics.exists("f1")
    record = read_record(tuner.get_trial_dir(first.trial_id))
    assert record["executions"][0]["history"]["f1"] == [[0.1, 0.2], [0.3, None]]
    assert [row["score"] for row in search.results_table(tuner)] == [1.0, 0.5]
    objective = keras_tuner.Objective("loss", "min")
    assert mean_logs(record["executions"] * 2, objective) == {"loss": 1.0}


def test_an_objective_with_a_value_per_class_is_refused(tmp_path):
    objective = keras_tuner.Objective("f1", "max")
    tuner = search.RandomSearch(
        Scripted([{"f1": PER_CLASS}]), objective, directory=tmp_path
    )
    with pytest.raises(keras_tuner.errors.FatalError, match="one number per epoch"):
        tuner.search(verbose=0)


class Returned(search.RandomSearch):
    """Trains in a `run_trial` of its own."""

    def run_trial(self, trial, **kwargs):
        trial.hyperparameters.Float("x", 0.0, 1.0)
        history = keras.callbacks.History()
        losses = [1.0, 0.1, NAN] if trial.trial_id == "0" else [0.9, 0.8, 0.85]
        history.history = {"val_loss": losses, "f1": [PER_CLASS[0]] * 3}
        return history


def test_a_history_that_run_trial_returns_is_judged_too(tmp_path):
    tuner = Returned(objective="val_loss", max_trials=2, seed=0, directory=tmp_path)
    tuner.search(verbose=0)
    lost, kept = trials_of(tuner)
    assert kept.score == 0.8
    assert lost.score > kept.score
    assert lost.metrics.get_best_value("aborted") == 1.0
