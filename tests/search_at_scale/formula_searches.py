"""Searches whose trials are formulas, and what they leave."""

import os
import pathlib

import keras_tuner
import numpy as np

from keras_nntricks import search


class Killed(BaseException):
    """As Ctrl-C: nothing within the search catches it."""


def cost_of(hp):
    rate, width = hp.Float("rate", 1e-4, 1.0, sampling="log"), hp.Int("width", 2, 5)
    cost = (np.log10(rate) + 2) ** 2 + width / 10
    return float("nan") if rate > 0.3 else float(cost)


class WithoutTraining:
    """A trial costs what its values say; the one numbered `kill_at` kills."""

    kill_at = None
    cost = staticmethod(cost_of)

    def run_trial(self, trial, **kwargs):
        cost = self.cost(trial.hyperparameters)
        if self.kill_at == len(self.oracle.end_order):
            raise Killed
        return cost


class Random(WithoutTraining, search.RandomSearch):
    """Random search."""


class Grid(WithoutTraining, search.GridSearch):
    """Grid search."""


class Bayesian(WithoutTraining, search.BayesianOptimization):
    """Bayesian search."""


class Hyperband(WithoutTraining, search.Hyperband):
    """Hyperband."""


SETTINGS = {
    Random: {"max_trials": 8},
    Grid: {},
    Bayesian: {"max_trials": 7, "num_initial_points": 4},
    Hyperband: {"max_epochs": 4, "factor": 2},
}


def space():
    space = keras_tuner.HyperParameters()
    cost_of(space)
    return space


def tuner_of(kind, folder, seed=0, **settings):
    settings = {**SETTINGS.get(kind, {}), **settings}
    return kind(hyperparameters=space(), seed=seed, directory=folder, **settings)


def found(tuner):
    return [
        (name, trial.hyperparameters.values, trial.status, trial.score)
        for name, trial in sorted(tuner.oracle.trials.items())
    ]


def searched(kind, folder, **settings):
    tuner = tuner_of(kind, folder, **settings)
    tuner.search(verbose=0)
    return tuner


def raise_when_written(patch, name, error, after=None):
    """`os.replace` fails for a file, from when the file `after` was written."""
    replace, seen = os.replace, []

    def failing(source, target):
        if (after is None or seen) and str(target).endswith(name):
            raise error
        if after and str(target).endswith(after):
            seen.append(target)
        replace(source, target)

    patch.setattr(os, "replace", failing)


def files_of(folder):
    return {p: p.read_bytes() for p in pathlib.Path(folder).rglob("*") if p.is_file()}
