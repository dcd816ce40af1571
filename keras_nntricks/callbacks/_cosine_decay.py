import math

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay
from keras_nntricks.callbacks._schedule_arguments import require_duration


@keras.saving.register_keras_serializable(package="keras_nntricks")
class CosineDecay(LearningRateDecay):
    """Lowers the learning rate along half a cosine, once.

        rate(t) = initial_learning_rate * ((1 - alpha) * c + alpha)
        c = (1 + cos(pi * min(t, duration) / duration)) / 2

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    The rates are those of `keras.optimizers.schedules.CosineDecay`; here they can
    count epochs, the rate of a compiled optimizer is the start, and each epoch's logs
    hold it. Put `WarmUp` before it for a warm-up, `CosineRestarts` in its place for
    warm restarts.

    Args:
        duration: number > 0. Epochs or steps until the rate stays.
        alpha: number in [0, 1]. The last rate as a fraction of the first one.
        unit: `"epochs"` or `"steps"`. What time counts.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> decay = callbacks.CosineDecay(duration=4)
    >>> [round(decay.learning_rate_at(epoch, 1.0), 4) for epoch in range(6)]
    [1.0, 0.8536, 0.5, 0.1464, 0.0, 0.0]

    Reference: Loshchilov and Hutter, SGDR (2017), equation 5,
    https://arxiv.org/abs/1608.03983.
    """

    def __init__(self, duration, alpha=0.0, unit="epochs", initial_learning_rate=None):
        super().__init__(unit, initial_learning_rate)
        fraction = is_number(alpha) and 0 <= alpha <= 1
        require(fraction, "alpha", "a number in [0, 1]", alpha)
        self.duration = require_duration(duration)
        self.alpha = float(alpha)

    def learning_rate_at(self, time, initial_learning_rate):
        done = min(time, self.duration) / self.duration
        cosine = (1 + math.cos(math.pi * done)) / 2
        return initial_learning_rate * ((1 - self.alpha) * cosine + self.alpha)

    def get_config(self):
        return {
            "duration": self.duration,
            "alpha": self.alpha,
            **super().get_config(),
        }
