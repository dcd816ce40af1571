import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay
from keras_nntricks.callbacks._schedule_arguments import (
    require_duration,
    require_rate,
)


@keras.saving.register_keras_serializable(package="keras_nntricks")
class PolynomialDecay(LearningRateDecay):
    """Lowers the learning rate as a power of the time that is left.

        rate(t) = (initial_learning_rate - end_learning_rate)
                  * (1 - min(t, duration) / duration) ** power + end_learning_rate

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    At t = `duration` the rate is `end_learning_rate`, and it stays. With epochs the
    last epoch of `fit(epochs=n)` is t = n - 1, so `duration=n` ends just above it.
    Differs from `keras.optimizers.schedules.PolynomialDecay`: the rate ends at 0, not
    at 0.0001, if you do not say otherwise, and it never starts again (`cycle`).

    Args:
        duration: number > 0. Epochs or steps until the rate stays.
        power: number > 0. 1 is a straight line; 0.9 is common in segmentation.
        end_learning_rate: number >= 0. The rate at the end.
        unit: `"epochs"` or `"steps"`. What time counts.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> decay = callbacks.PolynomialDecay(duration=4, power=2)
    >>> [decay.learning_rate_at(epoch, 0.16) for epoch in range(6)]
    [0.16, 0.09, 0.04, 0.01, 0.0, 0.0]

    Reference: Chen et al., DeepLab (2018), section 4.1, the "poly" policy,
    https://arxiv.org/abs/1606.00915.
    """

    def __init__(
        self,
        duration,
        power=1.0,
        end_learning_rate=0.0,
        unit="epochs",
        initial_learning_rate=None,
    ):
        super().__init__(unit, initial_learning_rate)
        require(is_number(power) and power > 0, "power", "a number > 0", power)
        self.duration = require_duration(duration)
        self.power = float(power)
        self.end_learning_rate = require_rate(end_learning_rate, "end_learning_rate")

    def learning_rate_at(self, time, initial_learning_rate):
        left = 1 - min(time, self.duration) / self.duration
        above = initial_learning_rate - self.end_learning_rate
        return above * left**self.power + self.end_learning_rate

    def get_config(self):
        return {
            "duration": self.duration,
            "power": self.power,
            "end_learning_rate": self.end_learning_rate,
            **super().get_config(),
        }
