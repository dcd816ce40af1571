"""Gives the trials of an oracle to the workers of an engine."""

import collections
import concurrent.futures
import time
import traceback

import keras_tuner

from keras_nntricks import engines
from keras_nntricks.search._sent_trial import Outcome, SentTrial, run_trial

SECONDS_BETWEEN_QUESTIONS = 0.2
PATIENCE = 60


class SearchDriver:
    """The only one that talks to the oracle."""

    def __init__(self, tuner, engine, shared, max_deaths):
        self._tuner = tuner
        self._oracle = tuner.oracle
        self._engine = engine
        self._shared = shared
        self._max_deaths = max_deaths
        self._free = [f"worker{i}" for i in reversed(range(engine.num_workers))]
        self._running = {}
        self._deaths = collections.Counter()
        self._idle_since = None

    def search(self):
        """Runs trials until the oracle has no more."""
        self._tuner.on_search_begin()
        while self._fill() or self._running:
            if self._running:
                self._take_first()
            else:
                self._be_patient()
        self._tuner.on_search_end()

    def describe(self):
        """How far the search is, in words."""
        over, running = self._oracle.end_order, self._oracle.ongoing_trials
        return f"{len(over)} trials are over, {len(running)} were running"

    def _fill(self):
        """Starts what can be started; False if the oracle wants no more now."""
        while self._free:
            self._tuner.pre_create_trial()
            trial = self._oracle.create_trial(self._free[-1])
            if trial.status == "STOPPED":
                return False
            if trial.status == "IDLE":
                return True
            self._idle_since = None
            self._tuner.on_trial_begin(trial)
            self._start(self._free.pop(), trial)
        return True

    def _start(self, worker, trial):
        # A trial that is run again has no results yet.
        trial.metrics = type(trial.metrics)()
        sent = SentTrial(self._oracle, trial.trial_id)
        future = self._engine.submit(run_trial, self._shared, sent)
        self._running[future] = (worker, trial)

    def _take_first(self):
        first = concurrent.futures.FIRST_COMPLETED
        done, _ = concurrent.futures.wait(self._running, return_when=first)
        for future in done:
            worker, trial = self._running.pop(future)
            try:
                outcome = future.result()
            except engines.WorkerDied as death:
                outcome = self._bury(trial, death)
            if outcome is None:
                self._start(worker, trial)
            else:
                self._free.append(worker)
                self._end(trial, outcome)

    def _bury(self, trial, death):
        """None: the trial is to be run again."""
        self._deaths[trial.trial_id] += 1
        deaths = self._deaths[trial.trial_id]
        if deaths <= self._max_deaths:
            self._say(f"Trial {trial.trial_id}: {death} It is run again.")
            return None
        message = f"Its worker died {deaths} times. {death}"
        self._say(f"Trial {trial.trial_id} is given up. {message}")
        return Outcome("FAILED", message)

    def _end(self, trial, outcome):
        if outcome.hyperparameters is not None:
            trial.hyperparameters = outcome.hyperparameters
        status, message = outcome.status, outcome.message
        try:
            for metrics, step in outcome.updates:
                self._oracle.update_trial(trial.trial_id, metrics, step=step)
        except Exception as error:
            if isinstance(error, keras_tuner.errors.FatalError):
                raise
            status, message = "INVALID", traceback.format_exc()
        # Not before: `update_trial` writes the trial, which has no score yet.
        trial.status, trial.message = status, message
        self._tuner.on_trial_end(trial)

    def _be_patient(self):
        """The oracle has nothing to do although nothing runs: it may be computing."""
        now = time.monotonic()
        self._idle_since = self._idle_since or now
        if now - self._idle_since > PATIENCE:
            raise RuntimeError(
                f"The oracle, {type(self._oracle).__name__}, has said IDLE for "
                f"{PATIENCE} seconds although no trial runs: {self.describe()}."
            )
        time.sleep(SECONDS_BETWEEN_QUESTIONS)

    def _say(self, line):
        if self._oracle.verbose:
            print(line, flush=True)
