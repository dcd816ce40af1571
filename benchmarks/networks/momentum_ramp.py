"""Sutskever's momentum by step."""

import keras
from keras import ops

from benchmarks.networks.shared_schedule import SharedSchedule

LOW = 0.9


@keras.saving.register_keras_serializable(package="benchmarks")
class MomentumRamp(SharedSchedule):
    """The momentum that `keras_nntricks.optimizers.SGD` takes as a schedule.

        min(1 - 1 / (2 * (floor(step / every) + 1)), maximum)

    and from step `lowered_at` on at most 0.9.

    Args:
        maximum: number in [0, 1).
        every: steps between two changes, a positive number; 250 in the paper.
        lowered_at: a step.

    Reference: Sutskever et al., 2013, equation 5 and section 3.1,
    https://proceedings.mlr.press/v28/sutskever13.html.
    """

    def __init__(self, maximum, every, lowered_at):
        super().__init__(maximum=maximum, every=every, lowered_at=lowered_at)

    def __call__(self, step):
        step = ops.cast(step, "float32")
        ramp = 1 - 0.5 / (ops.floor(step / self.number("every")) + 1)
        maximum = self.number("maximum")
        early = step < self.number("lowered_at")
        return ops.minimum(ramp, ops.where(early, maximum, ops.minimum(LOW, maximum)))
