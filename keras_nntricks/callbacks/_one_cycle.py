import math

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay
from keras_nntricks.callbacks._schedule_arguments import (
    require_above,
    require_duration,
    require_rate,
)
from keras_nntricks.callbacks._settable_momentum import momentum_owner


@keras.saving.register_keras_serializable(package="keras_nntricks")
class OneCycle(LearningRateDecay):
    """Raises the learning rate to a peak once, then lowers it far below the start.

        rate(t) = initial_learning_rate -> max_learning_rate    t < peak
        rate(t) = max_learning_rate -> initial_learning_rate * end_factor
        peak = warm_up_fraction * duration

    Both parts follow half a cosine: a -> b is b + (a - b) * (1 + cos(pi * done)) / 2
    where `done` is the part's share that is over. After `duration` the rate stays.

        momentum(t) = max_momentum -> min_momentum    t < peak
        momentum(t) = min_momentum -> max_momentum

    along the same cosines, if both are given. The optimizer must be one whose momentum
    can be set: `keras_nntricks.optimizers.SGD`.

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    Args:
        duration: number > 0. Epochs or steps of the whole cycle: of the training.
        max_learning_rate: number above the initial rate, the peak. The paper takes it
            from the curve of a range test (`checks.learning_rate_range`), near the rate
            where the loss is lowest, and starts at a tenth of it.
        warm_up_fraction: number in (0, 1). The share of the cycle before the peak.
        end_factor: number in [0, 1]. The last rate as a fraction of the first one.
        min_momentum: number in [0, 1), or None to leave the momentum alone.
        max_momentum: number in [0, 1), or None; the paper: 0.95 down to 0.85.
        unit: `"steps"` or `"epochs"`. What time counts.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> cycle = callbacks.OneCycle(duration=10, max_learning_rate=1.0)
    >>> [round(cycle.learning_rate_at(step, 0.1), 3) for step in (0, 3, 6, 10)]
    [0.1, 1.0, 0.611, 0.0]

    Reference: Smith and Topin, Super-Convergence (2018), section 3,
    https://arxiv.org/abs/1708.07120. The cosines in place of its straight lines are
    those of the fastai library.
    """

    def __init__(
        self,
        duration,
        max_learning_rate,
        warm_up_fraction=0.3,
        end_factor=1e-4,
        min_momentum=None,
        max_momentum=None,
        unit="steps",
        initial_learning_rate=None,
    ):
        super().__init__(unit, initial_learning_rate)
        inside = is_number(warm_up_fraction) and 0 < warm_up_fraction < 1
        require(inside, "warm_up_fraction", "in (0, 1)", warm_up_fraction)
        fraction = is_number(end_factor) and 0 <= end_factor <= 1
        require(fraction, "end_factor", "in [0, 1]", end_factor)
        self.duration = require_duration(duration)
        peak = require_rate(max_learning_rate, "max_learning_rate", positive=True)
        self.max_learning_rate = peak
        self.warm_up_fraction = float(warm_up_fraction)
        self.end_factor = float(end_factor)
        self.min_momentum = _checked_momentum(min_momentum, "min_momentum")
        self.max_momentum = _checked_momentum(max_momentum, "max_momentum")
        both = (min_momentum is None) == (max_momentum is None)
        require(both, "max_momentum", "given with `min_momentum`", max_momentum)
        ordered = min_momentum is None or min_momentum <= max_momentum
        require(ordered, "min_momentum", "at most `max_momentum`", min_momentum)

    def learning_rate_at(self, time, initial_learning_rate):
        end = initial_learning_rate * self.end_factor
        return self._there_and_back(
            time, initial_learning_rate, self.max_learning_rate, end
        )

    def momentum_at(self, time):
        """Returns the momentum at `time` (epochs or steps), a float."""
        high = self.max_momentum
        return self._there_and_back(time, high, self.min_momentum, high)

    def begin(self, epoch):
        super().begin(epoch)
        require_above(self.max_learning_rate, self._start)
        if self.min_momentum is not None:
            momentum_owner(self._model.optimizer, type(self).__name__)

    def set_at(self, time):
        super().set_at(time)
        if self.min_momentum is not None:
            optimizer = momentum_owner(self.model.optimizer, type(self).__name__)
            optimizer.momentum = self.momentum_at(time)

    def _there_and_back(self, time, start, peak, end):
        top = self.warm_up_fraction * self.duration
        if time < top:
            return _along(start, peak, time / top)
        return _along(peak, end, min(1.0, (time - top) / (self.duration - top)))

    def get_config(self):
        return {
            "duration": self.duration,
            "max_learning_rate": self.max_learning_rate,
            "warm_up_fraction": self.warm_up_fraction,
            "end_factor": self.end_factor,
            "min_momentum": self.min_momentum,
            "max_momentum": self.max_momentum,
            **super().get_config(),
        }


def _checked_momentum(value, name):
    fine = value is None or (is_number(value) and 0 <= value < 1)
    require(fine, name, "a number in [0, 1) or None", value)
    return None if value is None else float(value)


def _along(start, end, done):
    """From start to end along half a cosine."""
    return end + (start - end) * (1 + math.cos(math.pi * done)) / 2
