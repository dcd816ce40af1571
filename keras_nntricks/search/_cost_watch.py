"""Follows the cost of a training without waiting for the device."""

import math

import keras

from keras_nntricks import taps
from keras_nntricks.search._abort_rules import of_cost


class CostWatch:
    """Compares the mean cost of each so many steps with the first cost.

    What Keras logs as "loss" is the running mean of the epoch; the mean of a block of
    steps in it is a difference of two sums. A value is read when the next one is
    there: the device has finished it long ago.

    Args:
        first: the cost to compare with, or None for that of the first execution.
        factor: how many times the first cost is too much, or None for any.
        every: steps over which the cost is averaged.
        steps_per_execution: steps that one call of the train function makes.
        abort: called with the reason.
    """

    request = taps.Request()

    def __init__(self, first, factor, every, steps_per_execution, abort):
        self._first, self._factor, self._every = first, factor, every
        self._steps_per_execution, self._abort = steps_per_execution, abort
        self._steps = 0  # of the epochs before
        self._origin = self._waiting = None

    def wants(self, step):
        """No step is instrumented."""
        return False

    def begin_epoch(self):
        """The running mean starts anew."""
        self._origin, self._made, self._block = None, 0, (0, 0.0)

    def after_step(self, step, logs):
        """Keeps the running mean where it is, on the device, and reads the last one."""
        if self._origin is None:
            self._origin = step
        before, self._made = self._made, step - self._origin + self._steps_per_execution
        if "loss" in logs and self._is_due(before, self._made):
            self._read()
            self._waiting = (self._made, logs["loss"])

    def end_epoch(self, loss):
        """Reads what waits; `loss` is the mean of the whole epoch."""
        self._read()
        if loss is not None:
            self._compare(float(loss), self._made)
        self._steps += self._made

    def _is_due(self, before, made):
        """Whether the 1st, 2nd, 4th, 8th step or a multiple of `every` was passed."""
        doubled = made <= self._every and made.bit_length() > before.bit_length()
        return doubled or before // self._every < made // self._every

    def _read(self):
        if self._waiting is not None:
            made, loss = self._waiting
            self._waiting = None
            self._look(made, float(keras.ops.convert_to_numpy(loss)))

    def _look(self, made, mean):
        """Compares the mean of the block if it is long enough to be smooth."""
        begin, total = self._block
        finite = math.isfinite(mean)
        if self._first is None and finite:
            self._first = mean
        if made - begin >= self._every or not finite:
            self._compare((made * mean - total) / (made - begin), made)
            self._block = (made, made * mean)

    def _compare(self, cost, made):
        if self._first is None:
            self._first = cost
        where = f"at step {self._steps + made}"
        reason = of_cost(cost, self._first, self._factor, where)
        if reason:
            self._abort(reason)
