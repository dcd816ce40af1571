"""A trial on its way to a worker, and what comes back."""

import contextlib
import copy
import dataclasses
import os
import socket
import threading
import traceback
import warnings
from typing import Any

import keras
import keras_tuner

OUTPUT = "output.txt"


@dataclasses.dataclass
class Outcome:
    """How a trial ended; `updates` are the (metrics, step) the oracle is to hear."""

    status: str
    message: str | None = None
    hyperparameters: Any = None
    updates: tuple = ()


class SentTuner:
    """A tuner and the arguments of its search; its pickle has no oracle."""

    def __init__(self, tuner, args, kwargs):
        self.tuner = tuner
        self.args = args
        self.kwargs = kwargs

    def __getstate__(self):
        tuner = copy.copy(self.tuner)
        tuner.oracle = None
        vars(tuner).pop("save", None)  # from `whole_files`
        tuner.directory = absolute(tuner.directory)
        return {**vars(self), "tuner": tuner}


class SentTrial:
    """A trial of an oracle; its pickle has a copy of the oracle that only reads."""

    is_copy = False
    updates = ()

    def __init__(self, oracle, trial_id):
        self.oracle = oracle
        self.trial_id = trial_id
        self.settings = Settings.of_this_process()

    def __getstate__(self):
        return {**vars(self), "is_copy": True, "updates": []}

    def __setstate__(self, state):
        vars(self).update(state)
        self.oracle.save = self.oracle._save_trial = lambda *args: None
        self.oracle.update_trial = self._hear

    def _hear(self, trial_id, metrics, step=0):
        """Stands for the oracle's `update_trial`: the driver calls that one."""
        metrics = {name: float(value) for name, value in metrics.items()}
        self.updates.append((metrics, step))
        trial = self.oracle.get_trial(trial_id)
        with warnings.catch_warnings():
            # Of a trial that was lost; the driver's oracle has a penalty for it.
            warnings.filterwarnings("ignore", "All-NaN", RuntimeWarning)
            for name, value in metrics.items():
                trial.metrics.update(name, value, step)
        return trial


@dataclasses.dataclass(frozen=True)
class Settings:
    """What `keras.config` was told in the driver."""

    backend: str
    floatx: str
    epsilon: float
    image_data_format: str
    dtype_policy: keras.DTypePolicy

    @classmethod
    def of_this_process(cls):
        return cls(
            keras.backend.backend(),
            keras.config.floatx(),
            keras.config.epsilon(),
            keras.config.image_data_format(),
            keras.config.dtype_policy(),
        )

    def apply(self):
        here = keras.backend.backend()
        if here != self.backend:
            raise keras_tuner.errors.FatalRuntimeError(
                f"The driver runs Keras on {self.backend}, a worker on "
                f"{socket.gethostname()} on {here}. Give the workers the environment "
                f"variable KERAS_BACKEND={self.backend}."
            )
        keras.config.set_floatx(self.floatx)
        keras.config.set_epsilon(self.epsilon)
        keras.config.set_image_data_format(self.image_data_format)
        keras.config.set_dtype_policy(self.dtype_policy)


def run_trial(shared, sent):
    """Runs a trial where this is called; an `Outcome`. A fatal error is raised."""
    job = shared.get()
    tuner, trial = job.tuner, sent.oracle.get_trial(sent.trial_id)
    tuner.oracle = sent.oracle
    try:
        with _elsewhere(tuner, sent) if sent.is_copy else contextlib.nullcontext():
            # Keras Tuner's own judgement of results and errors.
            tuner._try_run_and_update_trial(trial, *job.args, **job.kwargs)
    except keras_tuner.errors.FatalError as error:
        if sent.is_copy:
            error.add_note(f"In the worker of trial {sent.trial_id}:")
            error.add_note(traceback.format_exc())
        raise
    return Outcome(
        trial.status, trial.message, trial.hyperparameters, tuple(sent.updates)
    )


@contextlib.contextmanager
def _elsewhere(tuner, sent):
    """In a worker: the driver's settings; what is printed goes into a file."""
    sent.settings.apply()
    folder = os.path.join(
        str(tuner.directory), tuner.project_name, f"trial_{sent.trial_id}"
    )
    if not _is_remote(folder) and not os.path.isdir(folder):
        raise keras_tuner.errors.FatalRuntimeError(
            f"{socket.gethostname()} does not see the folder {folder!r} of the search. "
            "All machines need the same `directory`, on a disk that they share."
        )
    if threading.current_thread() is not threading.main_thread():
        yield  # where workers are threads, what is printed belongs to all of them
        return
    with open(os.path.join(folder, OUTPUT), "a") as output:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            yield


def absolute(directory):
    """A worker may have another working directory."""
    return directory if _is_remote(directory) else os.path.abspath(str(directory))


def _is_remote(path):
    return "://" in str(path)
