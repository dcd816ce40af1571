"""Learning rates step by step, whatever the decay."""

import keras
from keras import ops

from benchmarks.networks.shared_schedule import SharedSchedule


@keras.saving.register_keras_serializable(package="keras_nntricks")
class RateTable(SharedSchedule):
    """The rate of each step from a table; the last one holds from there on.

    Args:
        rates: one number per step.
    """

    def __init__(self, rates):
        super().__init__(rates=rates)
        self._last = len(rates) - 1

    def __call__(self, step):
        place = ops.minimum(ops.cast(step, "int32"), self._last)
        return ops.take(self.number("rates"), place)
