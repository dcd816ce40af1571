import time

import keras_tuner

from keras_nntricks._shadowed import shadowed
from keras_nntricks.search._called_tuner import CalledTuner
from keras_nntricks.search._hash_of import hash_of
from keras_nntricks.search._rebuilt_tuner import RebuiltTuner
from keras_nntricks.search._resumed_tuner import ResumedTuner
from keras_nntricks.search._robust_oracle import number_of
from keras_nntricks.search._seeded_tuner import SeededTuner
from keras_nntricks.search._trial_callbacks import BestEpoch, EpochLogs
from keras_nntricks.search._trial_record import (
    execution_entry,
    recorded_verdict,
    write_record,
)
from keras_nntricks.search._trial_scores import abort_reason, judged, logs_of, scored


class RobustTuner(SeededTuner, ResumedTuner, RebuiltTuner, CalledTuner):
    """The repairs of Keras Tuner's tuners, for any `keras_tuner.Tuner`.

    Put it before a tuner: `class Mine(search.RobustTuner, keras_tuner.RandomSearch)`.
    `search.RandomSearch`, `search.GridSearch`, `search.BayesianOptimization` and
    `search.Hyperband` are made so.

    - A trial that diverges (the loss or the objective is not finite in its last epoch),
      that a callback with an attribute `aborted` stopped, or that raised
      `keras_tuner.errors.FailedTrialError`, ends as COMPLETED with the metric
      `aborted` = 1 and a finite score worse than that of each sound trial:

          worst + (worst - best), of the sound scores as costs.

      The search goes on, and a Bayesian search learns where not to go.
    - Execution e of trial t trains with a seed that is a hash of (seed, t, e), and
      the values of trial t are a hash of (seed, t, name): a rerun, a retry and a
      parallel search give the same. 0 is a seed like others; an oracle of Keras Tuner
      has lost it, so with `oracle` give `seed` to the tuner.
    - `record.json` in the folder of a trial holds each epoch of each execution, the
      reason why it was aborted, and the verdicts of this package's monitors.
    - A search that was killed goes on exactly. Files are written in one step. Another
      search in the same folder, another search space, a full disk and a damaged file
      are errors that say what to do, and change nothing.
    - Hyperband continues with the state of the optimizer. `keras.distribution` and the
      dtype policy stay as they are. TensorBoard need not be installed.

    Args:
        *args: those of the tuner.
        **kwargs: those of the tuner. `seed` may be any integer >= 0, also with
            `oracle`.
            `max_consecutive_failed_trials`, the number of trials in a row that may end
            with an error of the program, may be None: any number.

    Raises:
        TypeError: if a class is made of it and what is no `keras_tuner.Tuner`, such as
            `keras_tuner.SklearnTuner`.
        ValueError: if `seed` is not an integer >= 0, if a file of the folder is
            damaged, if the search space or the objective changed, or if a callback
            cannot be copied.
        RuntimeError: if a search runs in the folder already, or if the best models are
            asked for and no trial ended well.
        OSError: if the disk is full.

    Example:
    >>> import tempfile
    >>> import keras_tuner
    >>> from keras_nntricks import search
    >>> class Root(search.RobustTuner, keras_tuner.RandomSearch):
    ...     def run_trial(self, trial, **kwargs):
    ...         x = trial.hyperparameters.Float("x", -1.0, 1.0)
    ...         return float("nan") if x < 0 else (x - 0.25) ** 2
    >>> tuner = Root(max_trials=20, seed=0, directory=tempfile.mkdtemp())
    >>> tuner.search(verbose=0)
    >>> [trial.status for trial in tuner.oracle.trials.values()].count("COMPLETED")
    20
    >>> bool(tuner.oracle.get_best_trials()[0].score < 0.01)
    True

    Reference: Keras Tuner, https://keras.io/keras_tuner/
    """

    _raised = ()

    def _run_and_update_trial(self, trial, *args, **kwargs):
        run_trial = self.run_trial

        def run_and_judge(*run_args, **run_kwargs):
            return judged(run_trial(*run_args, **run_kwargs), self.oracle.objective)

        with shadowed(self, "run_trial", run_and_judge):
            super()._run_and_update_trial(trial, *args, **kwargs)

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
        entries = []
        try:
            for number in range(self.executions_per_trial):
                entry = self.measure_execution(
                    trial, number, checkpoint, *args, **kwargs
                )
                entries.append(entry)
        except Exception:
            self._write_record(trial, entries, "FAILED")
            raise
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
        seed = self._execution_seed = self.seed_of(trial, execution)
        began = time.perf_counter()

        def entry(history, reason):
            seconds = time.perf_counter() - began
            return execution_entry(
                *(execution, seed, history, seconds, reason, fold),
                initial_epoch=kwargs.get("initial_epoch", 0),
                verdicts=_verdicts_of(callbacks),
            )

        try:
            self._require_past(trial)
            history = self.run_execution(
                trial, execution, *args, **{**kwargs, "callbacks": callbacks}
            )
        except keras_tuner.errors.FailedTrialError as error:
            return entry({}, str(error) or type(error).__name__)
        except Exception as error:
            self._raised = [entry({}, f"{type(error).__name__}: {error}")]
            raise
        finally:
            self._execution_seed = None
        return entry(history, abort_reason(history, callbacks, self.oracle.objective))

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
        epochs = EpochLogs()
        kwargs["callbacks"] = [*kwargs.get("callbacks", ()), epochs]
        results = self._build_and_fit_model(trial, *args, **kwargs)
        return epochs.aligned(logs_of(results, self.oracle.objective))

    def finish_trial(self, trial, entries):
        """Writes the record of a trial.

        Args:
            trial: the trial.
            entries: what `measure_execution` returned, each.

        Returns:
            A list of what Keras Tuner scores: a `keras.callbacks.History` per entry, or
            a dict where no objective is named.
        """
        self._write_record(trial, entries, "COMPLETED")
        return [scored(entry, self.oracle.objective) for entry in entries]

    def _write_record(self, trial, entries, status):
        record = {
            "trial_id": trial.trial_id,
            "status": status,
            "stage": trial.hyperparameters.values.get("tuner/stage"),
            "executions": [*entries, *self._raised],
        }
        self._raised = []
        write_record(self.get_trial_dir(trial.trial_id), record)

    def seed_of(self, trial, execution):
        """The seed of an execution, the same in each process and each rerun."""
        return hash_of(self.oracle.seed, number_of(trial.trial_id), execution)

    def _with_epochs(self, trial, kwargs):
        """Hyperband and its kind say how long a trial lasts."""
        values = trial.hyperparameters.values
        if "tuner/epochs" not in values:
            return kwargs
        initial = values.get("tuner/initial_epoch", 0)
        return {**kwargs, "epochs": values["tuner/epochs"], "initial_epoch": initial}


def _verdicts_of(callbacks):
    return [
        recorded_verdict(verdict)
        for callback in callbacks
        for verdict in getattr(callback, "verdicts", None) or ()
    ]
