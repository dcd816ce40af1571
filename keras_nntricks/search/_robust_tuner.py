"""A tuner that survives what happens in a search."""

import copy
import gc
import math
import os
import sys
import time

import keras
import keras_tuner

from keras_nntricks.search._json_file import read_json, write_json
from keras_nntricks.search._robust_oracle import (
    ABORTED,
    hash_of,
    objective_names,
    repaired,
)
from keras_nntricks.search._search_lock import search_lock
from keras_nntricks.search._trial_callbacks import BestEpoch, hooks_of
from keras_nntricks.search._trial_record import (
    finished_histories,
    recorded_history,
    recorded_verdict,
    write_record,
)


class RobustTuner(keras_tuner.Tuner):
    """The repairs of Keras Tuner's tuners; put it before any of them."""

    def __init__(self, *args, **kwargs):
        self._given_seed = kwargs.get("seed")
        self._execution_seed = None
        super().__init__(*args, **kwargs)

    @property
    def oracle(self):
        """The oracle, with the repairs."""
        return self._oracle

    @oracle.setter
    def oracle(self, oracle):
        self._oracle = repaired(oracle, self._given_seed)

    def search(self, *fit_args, **fit_kwargs):
        """Searches; arguments as those of `model.fit`."""
        self._deepcopy_callbacks(fit_kwargs.get("callbacks") or [])
        with search_lock(self.project_dir):
            super().search(*fit_args, **fit_kwargs)

    def run_trial(self, trial, *args, **kwargs):
        """Trains a trial `executions_per_trial` times; a list of histories.

        Args:
            trial: a `keras_tuner.engine.trial.Trial`.
            *args: as for `search`.
            **kwargs: as for `search`.

        Returns:
            What `finish_trial` returns.
        """
        checkpoint = self.best_epoch(trial)
        entries = [
            self.measure_execution(trial, execution, checkpoint, *args, **kwargs)
            for execution in range(self.executions_per_trial)
        ]
        return self.finish_trial(trial, entries)

    def best_epoch(self, trial):
        """The callback that keeps the best epoch of the executions of a trial."""
        path = self._get_checkpoint_fname(trial.trial_id)
        return BestEpoch(self.oracle.objective, path)

    def measure_execution(
        self, trial, execution, checkpoint, *args, fold=None, **kwargs
    ):
        """One execution: `run_execution` with all that surrounds it.

        Args:
            trial: the trial.
            execution: its number, from 0; it makes the seed.
            checkpoint: what `best_epoch` returned, or None.
            *args: as for `search`.
            fold: the number of the fold, for the record.
            **kwargs: as for `search`.

        Returns:
            The entry of the execution in the record.
        """
        kwargs = self._with_epochs(trial, kwargs)
        callbacks = self._callbacks(trial, execution, checkpoint, kwargs)
        self._execution_seed = self.seed_of(trial, execution)
        began = time.perf_counter()
        failed = None
        try:
            history = self.run_execution(
                trial, execution, *args, **{**kwargs, "callbacks": callbacks}
            )
        except keras_tuner.errors.FailedTrialError as error:
            history, failed = {}, str(error) or type(error).__name__
        reason = failed or self._reason(history, callbacks)
        return {
            "execution": execution,
            "fold": fold,
            "seed": self._execution_seed,
            "initial_epoch": kwargs.get("initial_epoch", 0),
            "history": recorded_history(history),
            "seconds": time.perf_counter() - began,
            "aborted": reason,
            "verdicts": [
                recorded_verdict(verdict)
                for callback in callbacks
                for verdict in getattr(callback, "verdicts", None) or ()
            ],
        }

    def run_execution(self, trial, execution, *args, **kwargs):
        """Builds and fits one model; the seed is set when it is built.

        Args:
            trial: the trial.
            execution: its number, from 0.
            *args: as for `search`.
            **kwargs: as for `search`; `callbacks` are the copies of this execution.

        Returns:
            `{log: [value per epoch]}`.
        """
        try:
            results = self._build_and_fit_model(trial, *args, **kwargs)
            return _logs_of(results, self.oracle.objective)
        finally:
            _free_memory()

    def finish_trial(self, trial, entries):
        """Writes the record of a trial.

        Args:
            trial: the trial.
            entries: what `measure_execution` returned, each.

        Returns:
            A list of `keras.callbacks.History`, one per entry, for Keras Tuner.
        """
        folder = self.get_trial_dir(trial.trial_id)
        record = {
            "trial_id": trial.trial_id,
            "status": "COMPLETED",
            "stage": trial.hyperparameters.values.get("tuner/stage"),
            "executions": entries,
        }
        write_record(folder, record)
        return [self._scored(entry) for entry in entries]

    def seed_of(self, trial, execution):
        """The seed of an execution, the same in each process and each rerun."""
        return hash_of(self.oracle.seed, trial.trial_id, execution)

    def _scored(self, entry):
        names = objective_names(self.oracle.objective)
        history = keras.callbacks.History()
        if entry["aborted"] is not None:
            history.history = {ABORTED: [1.0], **{name: [math.nan] for name in names}}
        else:
            history.history = _filled(entry["history"], names, self.oracle.objective)
        return history

    def _reason(self, history, callbacks):
        told = (getattr(callback, ABORTED, None) for callback in callbacks)
        names = ("loss", *objective_names(self.oracle.objective))
        diverged = (_diverged(name, history.get(name)) for name in names)
        return next((str(reason) for reason in (*told, *diverged) if reason), None)

    def _with_epochs(self, trial, kwargs):
        """Hyperband and its kind say how long a trial lasts."""
        values = trial.hyperparameters.values
        if "tuner/epochs" not in values:
            return kwargs
        initial = values.get("tuner/initial_epoch", 0)
        return {**kwargs, "epochs": values["tuner/epochs"], "initial_epoch": initial}

    def _callbacks(self, trial, execution, checkpoint, kwargs):
        callbacks = self._deepcopy_callbacks(list(kwargs.get("callbacks") or []))
        self._configure_tensorboard_dir(callbacks, trial, execution)
        told = [c for c in callbacks if hasattr(c, "set_search")]
        if told:
            histories = finished_histories(self.project_dir, besides=trial.trial_id)
            for callback in told:
                callback.set_search(histories, kwargs.get("initial_epoch", 0))
        own = [hooks_of(self, trial), checkpoint]
        return callbacks + [callback for callback in own if callback is not None]

    def _configure_tensorboard_dir(self, callbacks, trial, execution=0):
        # On TensorFlow it imports tensorboard, which TensorFlow 2.21 no longer brings.
        if any(type(callback).__name__ == "TensorBoard" for callback in callbacks):
            super()._configure_tensorboard_dir(callbacks, trial, execution)

    def _build_and_fit_model(self, trial, *args, **kwargs):
        hp = trial.hyperparameters
        model = self._try_build(hp)
        results = self.hypermodel.fit(hp, model, *args, **kwargs)
        write_json(
            self._get_build_config_fname(trial.trial_id), model.get_build_config() or {}
        )
        return results

    def _try_build(self, hp):
        # Keras Tuner clears the session, and with it these.
        self._kept = keras.distribution.distribution(), keras.config.dtype_policy()
        return super()._try_build(hp)

    def _build_hypermodel(self, hp):
        distribution, policy = self._kept
        keras.config.set_dtype_policy(policy)
        if distribution is not None:
            keras.distribution.set_distribution(distribution)
        if self._execution_seed is not None:
            keras.utils.set_random_seed(self._execution_seed)
        # Hyperband loads the weights of this trial before there is an optimizer.
        past = hp.values.pop("tuner/trial_id", None)
        try:
            model = super()._build_hypermodel(hp)
        finally:
            if past is not None:
                hp.values["tuner/trial_id"] = past
        if past is not None:
            self._restore(model, past)
        return model

    def _restore(self, model, trial_id):
        """Loads the checkpoint of a trial, optimizer included."""
        if not model.built:
            model.build_from_config(read_json(self._get_build_config_fname(trial_id)))
        if model.optimizer is not None and not model.optimizer.built:
            model.optimizer.build(model.trainable_variables)
        model.load_weights(self._get_checkpoint_fname(trial_id))

    def load_model(self, trial):
        """The model of a trial at its best epoch."""
        hp = trial.hyperparameters.copy()
        hp.values.pop("tuner/trial_id", None)
        model = self._try_build(hp)
        self._restore(model, trial.trial_id)
        return model

    def save(self):
        """Writes the state of the oracle and of the tuner, each in one step."""
        if not os.environ.get("KERASTUNER_ORACLE_IP"):
            self.oracle.save()
        write_json(self._get_tuner_fname(), self.get_state())

    def _deepcopy_callbacks(self, callbacks):
        return [_copied(callback) for callback in callbacks]


def _copied(callback):
    try:
        return copy.deepcopy(callback)
    except Exception as error:
        name = type(callback).__name__
        raise keras_tuner.errors.FatalValueError(
            f"The callback {name} cannot be copied ({error}). Each execution of a "
            "trial gets a copy of its own: open files, locks and connections in "
            f"`on_train_begin`, not in `__init__`, or give {name} a `__deepcopy__` "
            "that makes a fresh one."
        ) from error


def _logs_of(results, objective):
    """What a fit returned, as logs."""
    if isinstance(results, keras.callbacks.History):
        return results.history
    if isinstance(results, dict):
        return {name: [value] for name, value in results.items()}
    return {objective.name: [float(results)]}


def _diverged(name, values):
    """The reason in words, if the last value is not finite."""
    if not values or math.isfinite(values[-1]):
        return None
    return f"{name} is {values[-1]} in epoch {len(values)}"


def _filled(history, names, objective):
    """Epochs without a finite objective count as the worst of the others."""
    worst = min if objective.direction == "max" else max
    filled = dict(history)
    for name in names:
        finite = [value for value in history.get(name, ()) if value is not None]
        if finite:
            filled[name] = [worst(finite) if v is None else v for v in history[name]]
    return filled | {ABORTED: [0.0] * len(filled[names[0]])}


def _free_memory():
    """Keras and JAX keep what they compiled for a model that nobody uses any more."""
    keras.utils.clear_session()
    jax = sys.modules.get("jax")
    if jax is not None:
        jax.clear_caches()
    gc.collect()
