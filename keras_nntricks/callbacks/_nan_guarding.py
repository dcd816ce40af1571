"""One training under guard: when to copy, when to look, what to do then."""

import dataclasses
import math

import keras
import numpy as np

from keras_nntricks import taps
from keras_nntricks.callbacks._nan_history import History
from keras_nntricks.callbacks._nan_origin import NonFinite, is_lost, origin

MAX_BYTES = 256 * 2**20


@dataclasses.dataclass(frozen=True)
class Settings:
    """The arguments of the callback."""

    restores: bool
    every: int
    learning_rate_factor: float
    max_restores: int
    restore_weights: bool
    verbose: int


class Guarding:
    """Watches each execution of one `fit`.

    Args:
        model: the model, compiled.
        settings: `Settings`.
        steps_per_epoch: or None where the data do not tell.
    """

    request = taps.Request(outputs=True, weights=True, batch=True)

    def __init__(self, model, settings, steps_per_epoch):
        self.findings = []
        self._model, self._settings = model, settings
        self._steps_per_epoch = steps_per_epoch
        self._state = taps.TrainingState(model)
        self._history = History(settings.every, MAX_BYTES)
        self._epochs = []
        self._step = self._restores = 0
        self._begun = self._over = False

    def wants(self, step):
        """No step is sampled: steps are looked at when they are run again."""
        return False

    def receive(self, sample):
        """No sample comes."""

    def begin_epoch(self, epoch):
        """From the next step on it is this epoch."""
        self._epochs.append((self._step, epoch))

    def around(self, step, proceed, state, data):
        """Runs an execution and acts on what is known after it."""
        if self._over:
            return proceed(state, data)
        if self._history.is_due(step):
            self._make_point(step, state)
        data, batches = taps.recorded(data, self._model.steps_per_execution)
        logs, state = proceed(state, data)
        self._step = step + len(batches)
        self._keep(step, batches, logs)
        return logs, self._looked_at(state, self._ends_epoch())

    def settle(self):
        """Looks at the state between epochs, when nothing runs."""
        if self._begun and not self._over:
            self._looked_at(None, True)

    def _make_point(self, step, state):
        if not self._state.is_complete():
            return
        # What was on its way when the last point was made has long arrived.
        values = self._state.values() if state is None else state
        finite = self._state.finite(values)
        if not self._begun:
            self._history.ignored = self._infinite_from_the_start(values, finite)
            self._begun = True
        self._history.add_point(step, self._state.copy(values), finite)

    def _infinite_from_the_start(self, values, finite):
        """Constants such as masks of minus infinity are no fault."""
        first = len(values[0])
        own = range(first, first + len(values[1]))
        return frozenset(np.flatnonzero(~finite.value()).tolist()) & frozenset(own)

    def _keep(self, step, batches, logs):
        for index, batch in enumerate(batches):
            self._history.add_batch(step + index, batch, _size(batch))
        if "loss" in logs:
            self._history.add_loss(self._step - 1, taps.Reading(logs["loss"]))

    def _ends_epoch(self):
        steps = self._steps_per_epoch
        return steps is not None and self._step - self._epochs[-1][0] >= steps

    def _looked_at(self, state, is_end):
        """The state to go on with; where it is None the variables are written to."""
        if is_end and self._begun:
            values = self._state.values() if state is None else state
            self._history.add_look(self._step, self._state.finite(values))
        alarm = self._history.alarm(wait=is_end)
        return state if alarm is None else self._acted(alarm, state)

    def _acted(self, alarm, state):
        now = self._state.copy(self._state.values() if state is None else state)
        finding, metrics = self._found(alarm)
        self.findings.append(finding)
        if not self._settings.restores or self._exhausted():
            return self._stopped(finding, now, metrics, state)
        self._restores += 1
        point = self._history.go_back(self._step)
        values = self._slower((*point.values[:3], metrics), now)
        self._tell(f"{finding}. Back to the state before step {point.step}")
        return self._written(values, state)

    def _exhausted(self):
        none_left = self._restores >= self._settings.max_restores
        return none_left or self._history.point is None

    def _stopped(self, finding, now, metrics, state):
        self._over = True
        self._model.stop_training = True
        point = self._history.point
        back = self._settings.restore_weights and point is not None
        where = (
            f"The model is as before step {point.step}" if back else "It is as it is"
        )
        self._tell(f"{finding}. Training stops. {where}")
        return self._written((*point.values[:3], metrics) if back else now, state)

    def _written(self, values, state):
        if state is not None:
            return self._state.copy(values)
        self._state.put(values)
        return None

    def _tell(self, text):
        if self._settings.verbose:
            print(f"NaNGuard: {text}.")

    def _found(self, alarm):
        """What was non-finite first, and the metrics before that step."""
        point = self._history.point
        if point is None:
            return self._unlocated(alarm), None
        metrics = point.values[3]
        batches = self._history.batches()
        for step, sample, before in taps.replay(
            self._model, self, point.values, batches
        ):
            metrics = before[3]
            values = sample.fetch() if sample is not None else {}
            if is_lost(values):
                return NonFinite(step, self._epoch_of(step), *origin(values)), metrics
        return self._unlocated(alarm), metrics

    def _unlocated(self, alarm):
        paths = [self._state.paths()[index] for index in alarm.variables]
        kind, where = ("state", paths[0]) if paths else ("loss", "loss")
        return NonFinite(alarm.step, self._epoch_of(alarm.step), kind, where, False)

    def _epoch_of(self, step):
        return next(epoch for first, epoch in self._epochs[::-1] if first <= step)

    def _slower(self, values, now):
        """The values with the rate of now times the factor."""
        factor = self._settings.learning_rate_factor
        groups = [list(group) for group in values]
        optimizer = self._model.optimizer
        for index, variable in enumerate(optimizer.variables):
            if factor != 1 and variable is optimizer.learning_rate:
                groups[2][index] = now[2][index] * factor
        return tuple(groups)


def _size(batch):
    """The bytes of a batch's arrays."""
    return sum(map(_bytes, keras.tree.flatten(batch)))


def _bytes(array):
    if hasattr(array, "nbytes"):
        return int(array.nbytes)
    known = hasattr(array, "shape") and hasattr(array.dtype, "size")
    return math.prod(array.shape) * array.dtype.size if known else 0
