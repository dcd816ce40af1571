"""Ends a training that will come to nothing."""

import math
import warnings

import keras

from keras_nntricks import taps
from keras_nntricks._arguments import is_integer, is_number, require, require_count
from keras_nntricks.search._abort_rules import (
    as_numbers,
    direction_of,
    of_cost,
    of_median,
)
from keras_nntricks.search._cost_watch import CostWatch


@keras.saving.register_keras_serializable(package="keras_nntricks")
class EarlyAbort(keras.callbacks.Callback):
    """Ends a hopeless training: the cost exploded, is NaN, or others were better.

    Training stops, and `aborted` says why, as soon as

        cost is not finite
        mean cost of `every` steps, or of the epoch > first + (factor - 1) * |first|
        best value of `monitor` so far is strictly worse than the median, over the
            finished trials that got as far, of their average up to the same epoch

    where `first` is the first cost. One of 0 sets no limit.

    The first rule and the second are looked at after steps 1, 2, 4, 8 of an epoch,
    after each `every` steps and at its end; a value is read from the device when the
    next one is there, so no step is waited for. The third is looked at after each
    epoch.

    In a search of `keras_nntricks.search` the trial is kept with the reason and a bad
    score, and the search goes on; the finished trials are those of the search, aborted
    ones as far as they came. In a `fit` without a search there are none, unless
    `set_search` gets their histories. A `monitor` that neither this training nor a
    finished trial has logged is warned of: the third rule cannot hold.

    A training that goes on from an earlier one (`initial_epoch` > 0) has no first cost
    and its epochs are not those of the others: without a `baseline` only the first
    rule holds, and the third never.

    Args:
        factor: number > 1, or None for no limit. Defaults to 3, the lecture's.
        baseline: the first cost, if it is known: better so with batches of a few
            examples, whose first may be too easy by chance. Defaults to None: the mean
            cost of the first call of the train function, a step unless
            `steps_per_execution` is set.
        every: positive integer. Steps over which the cost is averaged. Defaults to 10.
        median: bool. Whether the third rule holds. Defaults to True.
        monitor: name of the log that the third rule compares. Defaults to "val_loss".
        mode: "min", "max", or "auto" to tell from the name. Defaults to "auto".
        min_trials: positive integer. So many finished trials must have got as far
            before the third rule holds. Defaults to 5.
        grace: integer >= 0. Epochs before the third rule holds. Defaults to 1.
        verbose: 0 or 1. Whether the reason is printed. Defaults to 1.

    Attributes:
        aborted: why the training was stopped, or None.

    Raises:
        ValueError: if an argument is not as described.

    Example:
    >>> import keras
    >>> import numpy as np
    >>> from keras_nntricks import search
    >>> model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(keras.optimizers.SGD(100.0), "mse")
    >>> x, y = np.ones((64, 2)), np.ones((64, 1))
    >>> abort = search.EarlyAbort(verbose=0)
    >>> history = model.fit(x, y, epochs=50, verbose=0, callbacks=[abort])
    >>> len(history.history["loss"]), "cost" in abort.aborted
    (1, True)

    Reference:
        "If the cost is ever > 3 * original cost, break out early": CS231n 2017,
        lecture 6, on coarse search,
        https://cs231n.stanford.edu/slides/2017/cs231n_2017_lecture6.pdf.
        The median stopping rule: Golovin et al., 2017, "Google Vizier: A Service for
        Black-Box Optimization", https://doi.org/10.1145/3097983.3098043.
    """

    def __init__(
        self,
        factor=3.0,
        baseline=None,
        every=10,
        median=True,
        monitor="val_loss",
        mode="auto",
        min_trials=5,
        grace=1,
        verbose=1,
    ):
        super().__init__()
        fine = factor is None or (is_number(factor) and factor > 1)
        require(fine, "factor", "a number > 1 or None", factor)
        fine = baseline is None or (is_number(baseline) and baseline > 0)
        require(fine, "baseline", "a positive number or None", baseline)
        require_count("every", every)
        require(isinstance(median, bool), "median", "True or False", median)
        fine = isinstance(monitor, str) and monitor
        require(fine, "monitor", "the name of a log", monitor)
        require(mode in ("auto", "min", "max"), "mode", '"auto", "min" or "max"', mode)
        known = mode != "auto" or not median or direction_of(monitor)
        require(known, "mode", f'"min" or "max" for monitor={monitor!r}', mode)
        require_count("min_trials", min_trials)
        fine = is_integer(grace) and grace >= 0
        require(fine, "grace", "an integer >= 0", grace)
        fine = is_integer(verbose) and verbose in (0, 1)
        require(fine, "verbose", "0 or 1", verbose)
        self.factor = factor
        self.baseline = baseline
        self.every = int(every)
        self.median = median
        self.monitor = monitor
        self.mode = mode
        self.min_trials = int(min_trials)
        self.grace = int(grace)
        self.verbose = int(verbose)
        self.aborted = None
        self._finished, self._initial_epoch, self._watch = (), 0, None

    def __getstate__(self):
        # A copy takes the findings along, never the model.
        return {**vars(self), "_model": None, "_watch": None}

    def set_search(self, histories, initial_epoch=0):
        """Tells what the trainings before have reached; a search does so by itself.

        Args:
            histories: list of dicts, one per finished training: a list of values, one
                per epoch from the first, for each log.
            initial_epoch: the epoch at which the next `fit` begins. Defaults to 0.
        """
        self._finished, self._initial_epoch = tuple(histories), initial_epoch

    def replay(self, history, finished=()):
        """Returns what would have become of a training that was not stopped.

        The first cost is `baseline` or the mean of the first epoch, and costs are
        compared epoch by epoch: of a finished training no more is known.

        Args:
            history: dict, the values of each log, one per epoch, as in
                `History.history`; None stands for a value that is not finite.
            finished: list of such dicts, of the trainings that ended before. Defaults
                to none.

        Returns:
            Tuple `(epochs, reason)`: the epochs that would have been trained, and why
            no more, or None.
        """
        costs = as_numbers(history["loss"])
        first = costs[0] if self.baseline is None else self.baseline
        values = as_numbers(history.get(self.monitor, ()))
        for epoch, cost in enumerate(costs):
            reason = of_cost(cost, first, self.factor, f"in epoch {epoch}")
            reason = reason or self._behind(values[: epoch + 1], finished)
            if reason:
                return epoch + 1, reason
        return len(costs), None

    def on_train_begin(self, logs=None):
        self._leave()
        self.aborted, self._values = None, []
        self._begins = True

    def on_epoch_begin(self, epoch, logs=None):
        # Only here is known whether the training goes on from an earlier one.
        if self._begins:
            self._begins = False
            self._goes_on = bool(epoch or self._initial_epoch)
            self._attach()
        self._watch.begin_epoch()

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        self._watch.end_epoch(logs.get("loss"))
        if not self._goes_on:
            if not self._values:
                self._warn_if_unknown(logs)
            # An epoch without validation keeps its place.
            self._values.append(float(logs.get(self.monitor, math.nan)))
            self._abort(self._behind(self._values, self._finished))

    def on_train_end(self, logs=None):
        self._leave()

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            "factor": self.factor,
            "baseline": self.baseline,
            "every": self.every,
            "median": self.median,
            "monitor": self.monitor,
            "mode": self.mode,
            "min_trials": self.min_trials,
            "grace": self.grace,
            "verbose": self.verbose,
        }

    @classmethod
    def from_config(cls, config):
        """Returns a callback made from `get_config()`."""
        return cls(**config)

    def _warn_if_unknown(self, logs):
        known = any(self.monitor in each for each in (logs, *self._finished))
        if self.median and self._finished and not known:
            warnings.warn(
                f"EarlyAbort compares {self.monitor!r} with the finished trials, but "
                f"the logs are {sorted(logs)}: no training is stopped for being behind "
                "their median. Give `monitor` one of these, or `median=False`.",
                stacklevel=2,
            )

    def _behind(self, values, finished):
        if not self.median or len(values) <= self.grace:
            return None
        mode = direction_of(self.monitor) if self.mode == "auto" else self.mode
        return of_median(values, finished, self.monitor, mode, self.min_trials)

    def _attach(self):
        model = self._model
        compared = self.factor if self.baseline or not self._goes_on else None
        per_execution = getattr(model, "steps_per_execution", 1)
        self._watch = CostWatch(
            self.baseline, compared, self.every, per_execution, self._abort
        )
        taps.attach(model, self._watch, (self.params or {}).get("steps"))

    def _abort(self, reason):
        if reason is None or self.aborted:
            return
        self.aborted = reason
        self._model.stop_training = True
        if self.verbose:
            print(f"\nEarlyAbort: {reason}. Training stops.")

    def _leave(self):
        if self._watch is not None:
            taps.detach(self._model, self._watch)
            self._watch = None
