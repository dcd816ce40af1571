"""Searches in stages whose trials are formulas."""

import itertools
import math

import keras_tuner

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


def one_float(low, high, **kwargs):
    """A space of one number."""
    hp = keras_tuner.HyperParameters()
    hp.Float("rate", low, high, **kwargs)
    return hp
