"""The ways to train that are compared."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Arm:
    """Callbacks, made anew for each `fit` from the problem and its inputs.

    `target` is the ratio to a plain `fit` that is aimed at.
    """

    name: str
    title: str
    make: Callable
    target: float | None = None


def _nothing(problem, x):
    return []


def _training_monitor(problem, x):
    from keras_nntricks import callbacks

    return [callbacks.TrainingMonitor(verbose=0)]


def _dead_unit_monitor(problem, x):
    from keras_nntricks import callbacks

    return [callbacks.DeadUnitMonitor(verbose=0)]


def _nan_guard(problem, x):
    from keras_nntricks import callbacks

    return [callbacks.NaNGuard("restore", verbose=0)]


def _predicted_units(problem, x):
    from benchmarks.monitors.predicted_units import PredictedUnits

    return [PredictedUnits(x, problem.batch_size)]


PLAIN = "plain"
ARMS = {
    arm.name: arm
    for arm in (
        Arm(PLAIN, "plain `fit`", _nothing),
        Arm("training_monitor", "`TrainingMonitor()`", _training_monitor, 1.02),
        Arm("dead_unit_monitor", "`DeadUnitMonitor()`", _dead_unit_monitor, 1.01),
        Arm("nan_guard", '`NaNGuard("restore")`', _nan_guard, 1.03),
        Arm("predicted_units", "predicting the training set", _predicted_units),
    )
}
