"""Keras Tuner writes over its files; one killed meanwhile leaves half a file."""

import contextlib
import functools

import keras_tuner

from keras_nntricks._shadowed import shadowed
from keras_nntricks.search._json_file import write_json


@contextlib.contextmanager
def whole_files(tuner):
    """Inside, a tuner of Keras Tuner and its oracle replace their files in one step.

    Who saves in a way of their own, as those of this package, keep it.
    """
    oracle = tuner.oracle
    stock = (
        (oracle, keras_tuner.Oracle, "save", save_oracle),
        (oracle, keras_tuner.Oracle, "_save_trial", save_trial),
        (tuner, keras_tuner.Tuner, "save", _save_tuner),
    )
    with contextlib.ExitStack() as stack:
        for thing, base, name, function in stock:
            if getattr(type(thing), name) is getattr(base, name):
                whole = functools.partial(function, thing)
                stack.enter_context(shadowed(thing, name, whole))
        yield


def save_oracle(oracle):
    """Writes `oracle.json` in one step."""
    write_json(oracle._get_oracle_fname(), oracle.get_state())


def save_trial(oracle, trial):
    """Writes `trial.json` in one step."""
    write_json(f"{oracle._get_trial_dir(trial.trial_id)}/trial.json", trial.get_state())


def _save_tuner(tuner):
    tuner.oracle.save()
    write_json(tuner._get_tuner_fname(), tuner.get_state())
