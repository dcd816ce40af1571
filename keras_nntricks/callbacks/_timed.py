"""What callbacks share that do something as the time of a training goes on."""

import itertools

import keras

from keras_nntricks._arguments import require

_UNKNOWN_LENGTH = (
    "given to `fit` when training goes on from epoch {epoch}, time counts steps and "
    "the data set does not tell its length"
)


class Timed(keras.callbacks.Callback):
    """Calls `begin(epoch)` once and `set_at(time)` before each epoch or step.

    Time starts where `initial_epoch` says, so it is the same in a resumed training as
    in one that was never stopped.
    """

    async_safe = True  # else Keras would wait for each step's logs

    def __init__(self, unit):
        super().__init__()
        require(unit in ("epochs", "steps"), "unit", "'epochs' or 'steps'", unit)
        self.unit = unit
        self._begun = False

    def begin(self, epoch):
        """Called before the first epoch of a `fit`."""

    def set_at(self, time):
        """Called with the time, in epochs or steps."""
        raise NotImplementedError

    def on_train_begin(self, logs=None):
        self._begun = False

    def on_epoch_begin(self, epoch, logs=None):
        # Only here is the first epoch known, and what other callbacks restored.
        if not self._begun:
            self.begin(epoch)
            self._steps_per_execution = self.model.steps_per_execution
        self._origin = epoch if self.unit == "epochs" else self._steps_before(epoch)
        self._begun = True
        self._executions = itertools.count()
        self.set_at(self._origin)

    def on_train_batch_begin(self, batch, logs=None):
        if self.unit == "steps":
            self.set_at(self._origin + batch)

    def on_train_batch_end(self, batch, logs=None):
        # Keras may call from several threads; this `next` is atomic.
        next(self._executions)

    def _steps_before(self, epoch):
        steps_per_epoch = (self.params or {}).get("steps")
        if steps_per_epoch is not None:
            return epoch * steps_per_epoch
        rule = _UNKNOWN_LENGTH.format(epoch=epoch)
        require(self._begun or epoch == 0, "steps_per_epoch", rule, None)
        if not self._begun:
            return 0
        return self._origin + self._steps_made()

    def _steps_made(self):
        """How many steps the epoch has made so far."""
        # `on_train_batch_begin` and, on TensorFlow, `optimizer.iterations` count one
        # batch more than a data set has that does not tell its length.
        executions = next(self._executions)
        self._executions = itertools.count(executions)
        return executions * self._steps_per_execution

    def _end_of(self, epoch):
        """The time at the end of the epoch that has just made its last step."""
        if self.unit == "epochs":
            return epoch + 1
        steps = self._steps_made()
        return self._origin + min(steps, (self.params or {}).get("steps") or steps)

    @classmethod
    def from_config(cls, config):
        """Returns a callback made from `get_config()`."""
        return cls(**config)
