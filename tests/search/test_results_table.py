"""Tables of real searches of Keras Tuner, with and without the repairs."""

import keras
import keras_tuner
import numpy as np

from keras_nntricks import search

X = np.linspace(-1, 1, 24, dtype="float32").reshape(12, 2)
Y = X.sum(axis=1, keepdims=True)
DATA = {"x": X, "y": Y, "validation_data": (X, Y), "verbose": 0}


def build(hp):
    """A linear model."""
    rate = search.log_uniform(hp, "rate", 1e-3, 1e-1)
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    return model


class Bowl(keras_tuner.Hyperband):
    """Scores without training."""

    def run_trial(self, trial, **options):
        """The distance of the rate from 0.01, on its scale."""
        return {"val_loss": abs(np.log10(trial.hyperparameters.get("rate")) + 2)}


def test_epochs_seconds_and_error_of_a_search_of_this_package(tmp_path):
    tuner = search.RandomSearch(
        build,
        "val_loss",
        max_trials=2,
        executions_per_trial=2,
        seed=0,
        directory=tmp_path,
    )
    tuner.search(epochs=2, batch_size=12, **DATA)
    rows = search.results_table(tuner)
    assert [row["status"] for row in rows] == ["COMPLETED"] * 2
    assert [row["epochs"] for row in rows] == [4, 4]
    assert all(row["seconds"] > 0 and row["score_error"] > 0 for row in rows)
    assert all(row["rate"] == _values(tuner, row)["rate"] for row in rows)
    assert search.results_table(tuner.project_dir) == rows


def test_a_directory_of_keras_tuner_alone(tmp_path):
    tuner = Bowl(build, "val_loss", max_epochs=4, factor=2, seed=1, directory=tmp_path)
    tuner.search(verbose=0)
    rows = search.results_table(tuner.project_dir)
    trials = tuner.oracle.trials
    assert [row["trial_id"] for row in rows] == tuner.oracle.start_order
    assert [row["score"] for row in rows] == [trials[r["trial_id"]].score for r in rows]
    assert {row["stage"] for row in rows} == {0, 1, 2}
    assert all(row["seconds"] is None and row["verdict"] is None for row in rows)
    first = rows[0], _values(tuner, rows[0])
    assert first[0]["epochs"] == first[1]["tuner/epochs"]


def test_the_direction_of_a_score_is_read_from_its_metric(tmp_path):
    objective = keras_tuner.Objective("val_score", "max")

    class Accuracy(keras_tuner.RandomSearch):
        def run_trial(self, trial, **options):
            return {"val_score": trial.hyperparameters.get("rate"), "loss": 1.0}

    tuner = Accuracy(build, objective, max_trials=4, seed=1, directory=tmp_path)
    tuner.search(verbose=0)
    page = search.search_report(tuner.project_dir)
    best = max(row["rate"] for row in search.results_table(tuner))
    assert f"Best val_score: {best:.4g}." in page


def _values(tuner, row):
    return tuner.oracle.get_trial(row["trial_id"]).hyperparameters.values
