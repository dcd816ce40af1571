"""The callbacks that a tuner adds to each execution of a trial."""

import keras
import keras_tuner
import numpy as np

from keras_nntricks.search._json_file import replacing

_BATCH_HOOKS = ("on_batch_begin", "on_batch_end")


class BestEpoch(keras.callbacks.Callback):
    """Keeps the weights and the optimizer of the best epoch of all executions.

    Args:
        objective: a `keras_tuner.Objective`.
        filepath: of the checkpoint.
    """

    def __init__(self, objective, filepath):
        super().__init__()
        self.objective = objective
        self.filepath = filepath
        self.best_value = None

    def __deepcopy__(self, memo):
        # The executions of a trial share it.
        return self

    def on_epoch_end(self, epoch, logs=None):
        """Saves if the objective got better, or was in no epoch yet."""
        if not self.objective.has_value(logs or {}):
            if self.best_value is not None:
                return
        else:
            value = self.objective.get_value(logs)
            if not self._is_best(value):
                return
            self.best_value = value
        with replacing(self.filepath) as new:
            self.model.save_weights(new)

    def _is_best(self, value):
        worst = float("-inf" if self.objective.direction == "max" else "inf")
        best = worst if self.best_value is None else self.best_value
        return np.ndim(value) == 0 and self.objective.better_than(value, best)


class EpochLogs(keras.callbacks.Callback):
    """Which logs each epoch of the last `fit` had: a History does not tell."""

    def __init__(self):
        super().__init__()
        self.names = []

    def on_train_begin(self, logs=None):
        """Starts anew."""
        self.names = []

    def on_epoch_end(self, epoch, logs=None):
        """Notes the names."""
        self.names.append(set(logs or ()))

    def aligned(self, history):
        """A history with a value, None where there is none, for each epoch."""
        return {name: self._aligned(name, history[name]) for name in history}

    def _aligned(self, name, values):
        there = [name in names for names in self.names]
        if sum(there) != len(values):
            return values
        rest = iter(values)
        return [next(rest) if known else None for known in there]


class EpochHooks(keras.callbacks.Callback):
    """Calls the tuner's `on_epoch_begin` and `on_epoch_end`."""

    def __init__(self, tuner, trial):
        super().__init__()
        self.tuner = tuner
        self.trial = trial

    def on_epoch_begin(self, epoch, logs=None):
        """Tells the tuner."""
        self.tuner.on_epoch_begin(self.trial, self.model, epoch, logs=logs)

    def on_epoch_end(self, epoch, logs=None):
        """Tells the tuner."""
        self.tuner.on_epoch_end(self.trial, self.model, epoch, logs=logs)


class BatchHooks(EpochHooks):
    """Calls the tuner's `on_batch_begin` and `on_batch_end` too."""

    def on_train_batch_begin(self, batch, logs=None):
        """Tells the tuner."""
        self.tuner.on_batch_begin(self.trial, self.model, batch, logs)

    def on_train_batch_end(self, batch, logs=None):
        """Tells the tuner."""
        self.tuner.on_batch_end(self.trial, self.model, batch, logs)


def hooks_of(tuner, trial):
    """A hook at each batch makes Keras wait for each: only for who overrides one."""
    kind = type(tuner)
    overridden = any(
        getattr(kind, name) is not getattr(keras_tuner.Tuner, name)
        for name in _BATCH_HOOKS
    )
    return (BatchHooks if overridden else EpochHooks)(tuner, trial)
