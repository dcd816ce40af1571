import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay
from keras_nntricks.callbacks._schedule_arguments import require_duration


@keras.saving.register_keras_serializable(package="keras_nntricks")
class WarmUp(LearningRateDecay):
    """Raises the learning rate in a straight line first, then lets a decay follow.

        rate(t) = initial_learning_rate
                  * (start_factor + (1 - start_factor) * t / duration)   t < duration
        rate(t) = rate of `after` at t - duration                        afterwards

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    The rate that is reached is the initial one: that of the optimizer.

    Args:
        duration: number > 0. Epochs or steps of the warm-up.
        after: a learning-rate callback of this package without a rate of its own, or
            None: the rate then stays.
        start_factor: number in [0, 1]. The first rate as a fraction of the one that is
            reached. With 0 the first step moves nothing.
        unit: `"steps"` or `"epochs"`. What time counts; None for the unit of `after`,
            or steps.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> cosine = callbacks.CosineDecay(duration=4)
    >>> warm = callbacks.WarmUp(duration=2, after=cosine, start_factor=0.5)
    >>> [round(warm.learning_rate_at(epoch, 1.0), 4) for epoch in range(6)]
    [0.5, 0.75, 1.0, 0.8536, 0.5, 0.1464]

    Reference: Goyal et al. (2017), section 2.2, https://arxiv.org/abs/1706.02677.
    """

    def __init__(
        self,
        duration,
        after=None,
        start_factor=0.01,
        unit=None,
        initial_learning_rate=None,
    ):
        after = _loaded(after)
        unit = unit or getattr(after, "unit", "steps")
        super().__init__(unit, initial_learning_rate)
        fraction = is_number(start_factor) and 0 <= start_factor <= 1
        require(fraction, "start_factor", "a number in [0, 1]", start_factor)
        self.duration = require_duration(duration)
        self.after = _checked(after, unit)
        self.start_factor = float(start_factor)

    def learning_rate_at(self, time, initial_learning_rate):
        if time < self.duration:
            done = time / self.duration
            factor = self.start_factor + (1 - self.start_factor) * done
            return initial_learning_rate * factor
        if self.after is None:
            return initial_learning_rate
        later = time - self.duration
        return self.after.learning_rate_at(later, initial_learning_rate)

    def get_config(self):
        after = self.after
        saved = None if after is None else keras.saving.serialize_keras_object(after)
        return {
            "duration": self.duration,
            "after": saved,
            "start_factor": self.start_factor,
            **super().get_config(),
        }


def _loaded(after):
    if isinstance(after, dict):
        return keras.saving.deserialize_keras_object(after)
    return after


def _checked(after, unit):
    if after is None:
        return None
    decays = isinstance(after, LearningRateDecay)
    require(decays, "after", "a learning-rate callback of this package or None", after)
    same = after.unit == unit and after.initial_learning_rate is None
    rule = f"one with unit={unit!r} and without an `initial_learning_rate`"
    require(same, "after", rule, after.get_config())
    return after
