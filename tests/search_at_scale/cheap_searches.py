"""Tuners whose trial is a formula, of every kind, and what a search must leave."""

import json
import os
import pathlib
import signal
import time

import keras_tuner

from keras_nntricks import search


class Scored:
    """A trial sleeps and scores; x is declared in the worker alone."""

    def run_trial(self, trial, seconds=0.0, dies=None, times=1, verbose=0):
        """Kills its process in trial `dies`, the first `times` times."""
        x = trial.hyperparameters.Float("x", -1.0, 1.0, default=0.5)
        note(self.project_dir, f"began {trial.trial_id}")
        time.sleep(seconds)
        begun = notes(self.project_dir).count(f"began {trial.trial_id}")
        if trial.trial_id == dies and begun <= times:
            os.kill(os.getpid(), signal.SIGKILL)
        note(self.project_dir, f"ended {trial.trial_id}")
        return {"score": x**2, "worker": os.getpid()}


class CheapRandom(Scored, keras_tuner.RandomSearch):
    """Random search."""


class CheapGrid(Scored, search.GridSearch):
    """Grid search."""


class CheapBayesian(Scored, keras_tuner.BayesianOptimization):
    """Bayesian search."""


class CheapHyperband(Scored, keras_tuner.Hyperband):
    """Hyperband."""


class CheapCoarseToFine(Scored, search.CoarseToFine):
    """Coarse to fine."""


STAGES = (search.Stage(trials=5, epochs=1, keep=2), search.Stage(trials=4, epochs=2))
# Kind -> (class, arguments of its own, number of trials)
KINDS = {
    "random": (CheapRandom, {"max_trials": 9}, 9),
    "grid": (CheapGrid, {}, 9),
    "bayesian": (CheapBayesian, {"max_trials": 9}, 9),
    # Brackets of 3 + 1 and 2 trials, twice.
    "hyperband": (CheapHyperband, {"max_epochs": 3, "hyperband_iterations": 2}, 12),
    "coarse_to_fine": (CheapCoarseToFine, {"stages": STAGES}, 9),
}


def cheap(kind, directory, **kwargs):
    """A tuner of this kind, silent."""
    make, own, _ = KINDS[kind]
    space = keras_tuner.HyperParameters()
    if kind == "grid":
        space.Float("x", -1.0, 1.0, step=0.25)
    elif kind != "random":
        space.Float("x", -1.0, 1.0, default=0.5)
    objective = keras_tuner.Objective("score", "min")
    where = {"directory": str(directory), "project_name": kind}
    arguments = {"objective": objective, "seed": 3, "hyperparameters": space}
    tuner = make(**{**arguments, **own, **where, **kwargs})
    tuner.oracle.verbose = 0
    return tuner


def note(folder, line):
    """Appends a line; several processes may do so at a time."""
    with open(pathlib.Path(folder) / "notes.txt", "a") as file:
        file.write(f"{line}\n")


def notes(folder):
    """The lines noted so far."""
    path = pathlib.Path(folder) / "notes.txt"
    return path.read_text().splitlines() if path.exists() else []


def assert_each_once(folder, num_trials):
    """Each trial is over, with one result, that of its own values."""
    oracle = json.loads((folder / "oracle.json").read_text())
    trials = [json.loads(p.read_text()) for p in folder.glob("trial_*/trial.json")]
    ids = sorted(trial["trial_id"] for trial in trials)
    assert len(ids) == num_trials
    assert sorted(oracle["end_order"]) == sorted(oracle["start_order"]) == ids
    for trial in trials:
        assert trial["status"] == "COMPLETED"
        (observation,) = trial["metrics"]["metrics"]["score"]["observations"]
        (value,) = observation["value"]
        x = trial["hyperparameters"]["values"]["x"]
        assert abs(value - x**2) < 1e-12
        assert trial["score"] == value
