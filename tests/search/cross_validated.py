"""Searches over folds, and what they left behind."""

import json
import pathlib
import types

import keras
import numpy as np

from keras_nntricks import search

RNG = np.random.default_rng(3)
X = RNG.normal(size=(12, 2)).astype("float32")
Y = (X @ np.array([[1.0], [-2.0]])).astype("float32")
CLASSES = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
GROUPS = np.repeat([0, 1, 2, 3], 3)


class Searched(search.CrossValidation, search.RandomSearch):
    """Random search over folds."""


class Scripted(Searched):
    """Folds give written scores: `script` maps a trial's number to those."""

    script = ()

    def run_execution(self, trial, execution, *args, **kwargs):
        """What the script says; `seen` and `given` tell what was asked."""
        rows = np.asarray(keras.tree.flatten(args[0])[0])[:, 0].tolist()
        self.__dict__.setdefault("seen", []).append(
            (int(trial.trial_id), execution, rows)
        )
        self.__dict__.setdefault("given", []).append((args, kwargs))
        score = self.script[int(trial.trial_id)][execution]
        if isinstance(score, Exception):
            raise score
        return {"val_loss": [score]}


def build(hp):
    """A linear model."""
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    rate = search.learning_rate(hp, 0.01, 0.1)
    eager = keras.backend.backend() == "tensorflow"  # where a program is dearer
    optimizer = keras.optimizers.SGD(rate)
    model.compile(optimizer, "mse", metrics=["mae"], run_eagerly=eager)
    return model


def scripted(tmp_path, script, **kwargs):
    """A search whose folds give the scores of `script`."""
    kind = types.new_class("Scripted", (Scripted,))
    kind.script = script
    options = {"cv": 3, "seed": 0, "directory": tmp_path, **kwargs}
    return kind(build, "val_loss", max_trials=len(script), **options)


def metric_of(trial, name):
    """The last value of a metric."""
    return trial.metrics.get_last_value(name)


def record_of(tuner, trial):
    """The record of a trial."""
    folder = pathlib.Path(tuner.get_trial_dir(trial.trial_id))
    return json.loads((folder / "record.json").read_text())


def trial_of(tuner, number):
    """The trial of this number."""
    return next(t for t in tuner.oracle.trials.values() if int(t.trial_id) == number)
