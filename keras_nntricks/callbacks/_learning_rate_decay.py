"""What the learning-rate decays share: from which rate, at which time, when set."""

import weakref

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._timed import Timed

_RESUMED = (
    "a number when training goes on from epoch {epoch} with an optimizer that has "
    "made steps already, because its rate {rate:g} may have decayed since the start"
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


class LearningRateDecay(Timed):
    """Sets the optimizer's rate to `learning_rate_at(time, start)`."""

    def __init__(self, unit, initial_learning_rate):
        super().__init__(unit)
        require(
            initial_learning_rate is None
            or (is_number(initial_learning_rate) and initial_learning_rate > 0),
            "initial_learning_rate",
            "a positive number or None",
            initial_learning_rate,
        )
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
        super().on_train_begin(logs)
        if self._left_by_optimizer is None:
            self._left_by_optimizer = weakref.WeakKeyDictionary()

    def begin(self, epoch):
        self._start = self._starting_rate(epoch)

    def on_epoch_begin(self, epoch, logs=None):
        self._rate = None  # what another callback set lasts for an epoch at most
        super().on_epoch_begin(epoch, logs)

    def set_at(self, time):
        rate = self.learning_rate_at(time, self._start)
        if rate != self._rate:
            self._set(rate)

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

    def get_config(self):
        """Returns the arguments of the constructor."""
        return {
            "unit": self.unit,
            "initial_learning_rate": self.initial_learning_rate,
        }
