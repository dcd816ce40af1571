import keras

from keras_nntricks._arguments import is_number, require
from keras_nntricks.callbacks._learning_rate_decay import LearningRateDecay
from keras_nntricks.callbacks._schedule_arguments import (
    require_above,
    require_duration,
    require_rate,
)

_MODES = ("triangular", "triangular2", "exp_range")


@keras.saving.register_keras_serializable(package="keras_nntricks")
class CyclicalLearningRate(LearningRateDecay):
    """Lets the learning rate go up and down between two bounds.

        rate(t) = base + (max_learning_rate - base) * max(0, 1 - x) * scale
        cycle = floor(1 + t / (2 * step_size))
        x = |t / step_size - 2 * cycle + 1|

    base is the initial rate. scale is 1 (`"triangular"`), 1 / 2 ** (cycle - 1)
    (`"triangular2"`), or gamma ** t (`"exp_range"`).

    Time t counts epochs, or steps, as in `StepDecay`: it starts where
    `initial_epoch` says and is the same in a resumed training as in one that was
    never stopped. What `initial_learning_rate=None` means, what happens in a second
    `fit` and with `steps_per_execution` > 1 is written there too.

    Args:
        max_learning_rate: number above the initial rate, the upper bound. The paper
            reads both bounds off the curve of a range test
            (`checks.learning_rate_range`): where the loss begins to fall, and where it
            is lowest.
        step_size: number > 0. Epochs or steps of half a cycle; the paper: 2 to 10
            times the steps of an epoch.
        mode: `"triangular"`, `"triangular2"` or `"exp_range"`.
        gamma: number in (0, 1]. The decay of the amplitude in `"exp_range"`.
        unit: `"steps"` or `"epochs"`. What time counts.
        initial_learning_rate: positive number, or None for the optimizer's rate at
            the beginning of `fit`. Give it where training may be resumed.

    Raises:
        ValueError: if an argument is out of range; in `fit`, if the optimizer's rate
            is a schedule or a function, or if a resumed training does not tell its
            initial rate or the length of an epoch in steps.

    Example:
    >>> from keras_nntricks import callbacks
    >>> cyclical = callbacks.CyclicalLearningRate(max_learning_rate=0.5, step_size=2)
    >>> [round(cyclical.learning_rate_at(step, 0.1), 2) for step in range(6)]
    [0.1, 0.3, 0.5, 0.3, 0.1, 0.3]

    Reference: Smith, Cyclical Learning Rates (2017), section 3,
    https://arxiv.org/abs/1506.01186.
    """

    def __init__(
        self,
        max_learning_rate,
        step_size,
        mode="triangular",
        gamma=1.0,
        unit="steps",
        initial_learning_rate=None,
    ):
        super().__init__(unit, initial_learning_rate)
        require(mode in _MODES, "mode", f"one of {_MODES}", mode)
        require(is_number(gamma) and 0 < gamma <= 1, "gamma", "in (0, 1]", gamma)
        upper = require_rate(max_learning_rate, "max_learning_rate", positive=True)
        self.max_learning_rate = upper
        self.step_size = require_duration(step_size, "step_size")
        self.mode, self.gamma = mode, float(gamma)

    def begin(self, epoch):
        super().begin(epoch)
        require_above(self.max_learning_rate, self._start)

    def learning_rate_at(self, time, initial_learning_rate):
        cycle = 1 + time // (2 * self.step_size)
        x = abs(time / self.step_size - 2 * cycle + 1)
        amplitude = (self.max_learning_rate - initial_learning_rate) * max(0, 1 - x)
        return initial_learning_rate + amplitude * self._scale(time, cycle)

    def _scale(self, time, cycle):
        if self.mode == "triangular2":
            return 2.0 ** (1 - cycle)
        return self.gamma**time if self.mode == "exp_range" else 1.0

    def get_config(self):
        return {
            "max_learning_rate": self.max_learning_rate,
            "step_size": self.step_size,
            "mode": self.mode,
            "gamma": self.gamma,
            **super().get_config(),
        }
