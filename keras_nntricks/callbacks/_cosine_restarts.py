import math

import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay
from keras_nntricks.callbacks._schedule_arguments import require_duration


@keras.saving.register_keras_serializable(package="keras_nntricks")
class CosineRestarts(LearningRateDecay):
    """Lowers the learning rate along half a cosine, and starts again, and again.

        rate(t) = initial_learning_rate * ((1 - alpha) * m_mul ** i * c + alpha)
        c = (1 + cos(pi * (t - start_i) / length_i)) / 2

    Cycle i begins at `start_i` and is `length_i = first_duration * t_mul ** i` long.

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    The rates are those of `keras.optimizers.schedules.CosineDecayRestarts`.
    `SnapshotEnsemble` keeps the weights of the end of each cycle.

    Args:
        first_duration: number > 0. Epochs or steps of the first cycle.
        t_mul: number >= 1. How much longer each cycle is than the one before.
        m_mul: number in (0, 1]. The height of a cycle above the lowest rate as a
            fraction of that of the one before.
        alpha: number in [0, 1]. The lowest rate as a fraction of the first one.
        unit: `"epochs"` or `"steps"`. What time counts.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> decay = callbacks.CosineRestarts(first_duration=2)
    >>> [round(decay.learning_rate_at(epoch, 1.0), 4) for epoch in range(7)]
    [1.0, 0.5, 1.0, 0.8536, 0.5, 0.1464, 1.0]

    Reference: Loshchilov and Hutter, SGDR (2017), equation 5,
    https://arxiv.org/abs/1608.03983.
    """

    def __init__(
        self,
        first_duration,
        t_mul=2.0,
        m_mul=1.0,
        alpha=0.0,
        unit="epochs",
        initial_learning_rate=None,
    ):
        super().__init__(unit, initial_learning_rate)
        self.first_duration = require_duration(first_duration, "first_duration")
        require(is_number(t_mul) and t_mul >= 1, "t_mul", "a number >= 1", t_mul)
        require(is_number(m_mul) and 0 < m_mul <= 1, "m_mul", "in (0, 1]", m_mul)
        require(is_number(alpha) and 0 <= alpha <= 1, "alpha", "in [0, 1]", alpha)
        self.t_mul, self.m_mul, self.alpha = float(t_mul), float(m_mul), float(alpha)

    def learning_rate_at(self, time, initial_learning_rate):
        cycle, done = self._place(time)
        height = self.m_mul**cycle * (1 + math.cos(math.pi * done)) / 2
        return initial_learning_rate * ((1 - self.alpha) * height + self.alpha)

    def _place(self, time):
        """The cycle that a time is in, from 0, and how much of it is over."""
        time = time / self.first_duration
        if self.t_mul == 1:
            return int(time), time % 1
        growth = self.t_mul - 1
        # A cycle that begins just now must not count as the one before.
        cycle = int(math.log(1 + growth * time, self.t_mul) + 1e-9)
        length = self.t_mul**cycle
        return cycle, max(0.0, time - (length - 1) / growth) / length

    def get_config(self):
        return {
            "first_duration": self.first_duration,
            "t_mul": self.t_mul,
            "m_mul": self.m_mul,
            "alpha": self.alpha,
            **super().get_config(),
        }
