"""What the learning-rate decays share: from which rate, at which time, when set."""

import itertools
import weakref

import keras

from keras_nntricks._arguments import is_number, require

_RESUMED = (
    "a number when training goes on from epoch {epoch} with an optimizer that has "
    "made steps already, because its rate {rate:g} may have decayed since the start"
)
_UNKNOWN_LENGTH = (
    "given to `fit` when training goes on from epoch {epoch}, time counts steps and "
    "the data set does not tell its length"
)
_NOT_SETTABLE = (
    "an optimizer whose learning rate is a number, for {name} to set it: compile "
    "with `SGD(learning_rate=0.1)`, for example, instead of a schedule or a "
    "function, or leave {name} out"
)


def _read(variable):
    return float(keras.ops.convert_to_numpy(variable))


def _as_stored(rate, optimizer):
    return _read(keras.ops.cast(rate, optimizer.learning_rate.dtype))


class LearningRateDecay(keras.callbacks.Callback):
    """Sets the optimizer's rate to `learning_rate_at(time, start)`."""

    async_safe = True  # else Keras would wait for each step's logs

    def __init__(self, unit, initial_learning_rate):
        super().__init__()
        require(unit in ("epochs", "steps"), "unit", "'epochs' or 'steps'", unit)
        require(
            initial_learning_rate is None
            or (is_number(initial_learning_rate) and initial_learning_rate > 0),
            "initial_learning_rate",
            "a positive number or None",
            initial_learning_rate,
        )
        self.unit = unit
        given = initial_learning_rate is not None
        self.initial_learning_rate = float(initial_learning_rate) if given else None
        self._start = self._rate = None
        self._left_by_optimizer = None  # optimizer -> start and the rate set last

    def __getstate__(self):
        # A copy meets other optimizers, and weak references cannot be pickled.
        return {**vars(self), "_left_by_optimizer": None}

    def learning_rate_at(self, time, initial_learning_rate):
        """Returns the rate at `time` (epochs or steps), a float."""
        raise NotImplementedError

    def on_train_begin(self, logs=None):
        optimizer = self.model.optimizer
        # A schedule's `learning_rate` is a tensor computed from the iterations.
        settable = isinstance(getattr(optimizer, "learning_rate", None), keras.Variable)
        rule = _NOT_SETTABLE.format(name=type(self).__name__)
        require(settable, "optimizer", rule, optimizer and type(optimizer).__name__)
        self._begun = False
        if self._left_by_optimizer is None:
            self._left_by_optimizer = weakref.WeakKeyDictionary()

    def on_epoch_begin(self, epoch, logs=None):
        # Only here is the first epoch known, and what other callbacks restored.
        if not self._begun:
            self._start = self._starting_rate(epoch)
            self._steps_per_execution = self.model.steps_per_execution
        self._origin = epoch if self.unit == "epochs" else self._steps_before(epoch)
        self._begun = True
        self._executions = itertools.count()
        self._set(self.learning_rate_at(self._origin, self._start))

    def on_train_batch_begin(self, batch, logs=None):
        if self.unit == "epochs":
            return
        rate = self.learning_rate_at(self._origin + batch, self._start)
        if rate != self._rate:
            self._set(rate)

    def on_train_batch_end(self, batch, logs=None):
        # Keras may call from several threads; this `next` is atomic.
        next(self._executions)

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["learning_rate"] = _read(self.model.optimizer.learning_rate)

    def _set(self, rate):
        # Through `self.model`: on JAX this brings the optimizer's state back first.
        optimizer = self.model.optimizer
        optimizer.learning_rate = rate
        self._rate = rate
        self._left_by_optimizer[optimizer] = self._start, rate

    def _starting_rate(self, epoch):
        if self.initial_learning_rate is not None:
            return self.initial_learning_rate
        optimizer = self.model.optimizer
        rate = _read(optimizer.learning_rate)
        start, left = self._left_by_optimizer.get(optimizer, (None, None))
        if left is not None and rate == _as_stored(left, optimizer):
            return start
        known = epoch == 0 or _read(optimizer.iterations) == 0
        rule = _RESUMED.format(epoch=epoch, rate=rate)
        require(known, "initial_learning_rate", rule, None)
        return rate

    def _steps_before(self, epoch):
        steps_per_epoch = (self.params or {}).get("steps")
        if steps_per_epoch is not None:
            return epoch * steps_per_epoch
        rule = _UNKNOWN_LENGTH.format(epoch=epoch)
        require(self._begun or epoch == 0, "steps_per_epoch", rule, None)
        if not self._begun:
            return 0
        # `on_train_batch_begin` and, on TensorFlow, `optimizer.iterations` count one
        # batch more than such a data set has.
        return self._origin + next(self._executions) * self._steps_per_execution

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            "unit": self.unit,
            "initial_learning_rate": self.initial_learning_rate,
        }

    @classmethod
    def from_config(cls, config):
        """Returns a callback made from `get_config()`."""
        return cls(**config)
