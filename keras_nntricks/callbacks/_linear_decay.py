import keras

from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay
from keras_nntricks.callbacks._schedule_arguments import (
    require_duration,
    require_rate,
)


@keras.saving.register_keras_serializable(package="keras_nntricks")
class LinearDecay(LearningRateDecay):
    """Lowers the learning rate in a straight line.

        rate(t) = initial_learning_rate
                  + (end_learning_rate - initial_learning_rate)
                  * min(t, duration) / duration

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    At t = `duration` the rate is `end_learning_rate`, and it stays.

    Args:
        duration: number > 0. Epochs or steps until the rate stays.
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
    >>> decay = callbacks.LinearDecay(duration=4)
    >>> [decay.learning_rate_at(epoch, 0.5) for epoch in range(6)]
    [0.5, 0.375, 0.25, 0.125, 0.0, 0.0]

    Reference: Goodfellow, Bengio, Courville, Deep Learning (2016), equation 8.14,
    https://www.deeplearningbook.org/contents/optimization.html.
    """

    def __init__(
        self,
        duration,
        end_learning_rate=0.0,
        unit="epochs",
        initial_learning_rate=None,
    ):
        super().__init__(unit, initial_learning_rate)
        self.duration = require_duration(duration)
        self.end_learning_rate = require_rate(end_learning_rate, "end_learning_rate")

    def learning_rate_at(self, time, initial_learning_rate):
        done = min(time, self.duration) / self.duration
        return initial_learning_rate * (1 - done) + self.end_learning_rate * done

    def get_config(self):
        return {
            "duration": self.duration,
            "end_learning_rate": self.end_learning_rate,
            **super().get_config(),
        }
