"""The callbacks of an execution."""

import copy
import importlib.util

import keras
import keras_tuner

from keras_nntricks.search._trial_callbacks import hooks_of
from keras_nntricks.search._trial_record import finished_histories


class CalledTuner(keras_tuner.Tuner):
    """Copies callbacks, tells them of the search, adds those of the tuner."""

    def _callbacks(self, trial, execution, checkpoint, kwargs):
        callbacks = self._deepcopy_callbacks(kwargs.get("callbacks"))
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
        boards = [c for c in callbacks if type(c).__name__ == "TensorBoard"]
        if boards and keras.config.backend() == "tensorflow" and _has_tensorboard():
            super()._configure_tensorboard_dir(callbacks, trial, execution)
            return
        for board in boards:
            board.log_dir = self._get_tensorboard_dir(
                board.log_dir, trial.trial_id, execution
            )

    def _deepcopy_callbacks(self, callbacks):
        # As `model.fit`: one alone need not be in a list.
        return [_copied(callback) for callback in keras.tree.flatten(callbacks or [])]


def _has_tensorboard():
    return importlib.util.find_spec("tensorboard") is not None


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
