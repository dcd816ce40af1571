"""One run through `model.fit`, over the batches that every backend uses."""

import functools
import time

import keras
import numpy as np

from keras_nntricks.sweeps._batch_order import batch_order
from keras_nntricks.sweeps._fit_many_result import make_row, plain


class _Batches(keras.utils.PyDataset):
    """All batches of all epochs of one run, in one row.

    Keras may ask for a batch before the epoch begins, so nothing here depends on
    when it asks.
    """

    def __init__(self, task, seed):
        super().__init__()
        self._task = task
        self._order = functools.lru_cache(2)(
            lambda epoch: batch_order(seed, epoch, task.num_examples, task.shuffle)
        )

    def __len__(self):
        return self._task.steps_per_epoch * self._task.epochs

    def __getitem__(self, index):
        epoch, step = divmod(index, self._task.steps_per_epoch)
        size = self._task.batch_size
        return self._task.batch(self._order(epoch)[step * size : (step + 1) * size])


def is_finite(logs):
    """Whether the loss of a step is finite; all its logs where it has no loss."""
    values = [logs["loss"]] if "loss" in logs else list(logs.values())
    return all(np.all(np.isfinite(np.asarray(value))) for value in values)


class _Watch(keras.callbacks.Callback):
    """Keeps the history and stops the fit at a step whose loss is not finite."""

    def __init__(self, on_epoch):
        super().__init__()
        self.history = {}
        self.step = 0
        self.diverged_at = None
        self._on_epoch = on_epoch

    def on_train_batch_end(self, batch, logs=None):
        if not is_finite(logs):
            self.diverged_at = self.step
            self.model.stop_training = True
        self.step += 1

    def on_epoch_end(self, epoch, logs=None):
        for name, value in logs.items():
            self.history.setdefault(name, []).append(plain(value))
        self._on_epoch()


class _StopAfter(keras.callbacks.Callback):
    def __init__(self, num_steps):
        super().__init__()
        self._left = num_steps

    def on_train_batch_end(self, batch, logs=None):
        self._left -= 1
        self.model.stop_training = self._left == 0


def _prepared(task, run):
    model = task.model(run)
    # A step at a time: divergence is looked for after each.
    model.steps_per_execution = 1
    return model


def _fit(task, run, model, callback, **kwargs):
    model.fit(
        _Batches(task, run["seed"]),
        epochs=task.epochs,
        steps_per_epoch=task.steps_per_epoch,
        shuffle=False,
        verbose=0,
        callbacks=[callback],
        **kwargs,
    )


def _before_divergence(task, run, num_steps):
    """The model as it was before step `num_steps`: the same training, cut short.

    Training twice costs time in the rare bad run; copying the weights before each
    step would cost time in every run.
    """
    model = _prepared(task, run)
    if num_steps == 0:
        task.create_weights(model)
    else:
        _fit(task, run, model, _StopAfter(num_steps))
    return model


def fit_one(task, run, on_epoch=lambda: None):
    """Trains one run with `model.fit`; returns its row and its final weights."""
    start = time.perf_counter()
    model = _prepared(task, run)
    watch = _Watch(on_epoch)
    validation = {
        "validation_data": task.validation,
        "validation_batch_size": task.batch_size,
    }
    _fit(task, run, model, watch, **(validation if task.validation else {}))
    if watch.diverged_at is not None:
        model = _before_divergence(task, run, watch.diverged_at)
    weights = model.get_weights()
    history = _padded(watch.history, task.epochs)
    seconds = time.perf_counter() - start
    diverged = watch.diverged_at
    return make_row(run, history, diverged, task.steps_per_epoch, seconds), weights


def _padded(history, length):
    return {
        name: values + [None] * (length - len(values))
        for name, values in history.items()
    }
