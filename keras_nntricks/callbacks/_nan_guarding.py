"""One training under guard: when to copy, when to look, what to do then."""

import dataclasses
import math
import weakref

import keras
import numpy as np

from keras_nntricks import taps
from keras_nntricks.callbacks._nan_history import History
from keras_nntricks.callbacks._nan_origin import NonFinite
from keras_nntricks.callbacks._nan_rates import Rates
from keras_nntricks.callbacks._nan_search import Search

MAX_BYTES = 256 * 2**20
_OF_THE_BATCH = ("input", "target")
# What costs Python time is done so often between two points, not at each step.
_LOOKS = 10


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
        self._of, self._settings = weakref.ref(model), settings
        self._steps_per_epoch = steps_per_epoch
        self._state = taps.TrainingState(model)
        self._rates = Rates(self._state)
        self._history = History(settings.every, MAX_BYTES)
        itself = weakref.proxy(self)
        self._search = Search(self._of, itself, self._state, self._history)
        self._epochs = []
        self._step = self._restores = self._skips = self._bytes = 0
        self._stride, self._looked = max(1, settings.every // _LOOKS), None
        self._resumed = None
        self._begun = self._over = self._validated = False

    @property
    def _model(self):
        # The callback outlives the training, and the guarding may outlive a broken one.
        return self._of()

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
        elif step == self._epochs[-1][0]:
            self._look(step, state)
        data, batches = taps.recorded(data, self._model.steps_per_execution)
        logs, state = proceed(state, data)
        self._step = step + len(batches)
        looks = self._is_time_to_look(step)
        self._keep(step, batches, logs, measures=looks)
        if looks or self._ends_epoch():
            state = self._looked_at(state, self._ends_epoch())
        return logs, state

    def _is_time_to_look(self, step):
        if self._looked is not None and step - self._looked < self._stride:
            return False
        self._looked = step
        return True

    def settle(self):
        """Looks at the state between epochs, when nothing runs."""
        if self._begun and not self._over:
            self._looked_at(None, True)

    def judge_validation(self, logs):
        """Tells of a validation loss that is not finite, once; nothing goes back."""
        lost = [n for n in logs if n.startswith("val_") and n.endswith("loss")]
        lost = [n for n in lost if not np.isfinite(logs[n])]
        if lost and not (self._over or self._validated):
            self._validated = True
            step, epoch = max(self._step - 1, 0), self._epochs[-1][1]
            self.findings.append(NonFinite(step, epoch, "loss", lost[0], False))
            self._tell(f"{self.findings[-1]}")

    def _make_point(self, step, state):
        # Optimizers of a step of one's own are built in the first step.
        if step == 0 and not self._state.is_complete():
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

    def _keep(self, step, batches, logs, measures):
        if measures and batches:
            self._bytes = max(map(_size, batches))
        for index, batch in enumerate(batches):
            self._history.add_batch(step + index, batch, self._bytes)
        for name in _losses(logs):
            self._history.add_loss(self._step - 1, taps.Reading(logs[name]), name)

    def _ends_epoch(self):
        steps = self._steps_per_epoch
        return steps is not None and self._step - self._epochs[-1][0] >= steps

    def _look(self, step, state):
        values = self._state.values() if state is None else state
        self._history.add_look(step, self._state.finite(values))

    def _looked_at(self, state, is_end):
        """The state to go on with; where it is None the variables are written to."""
        if is_end and self._begun:
            self._look(self._step, state)
        alarm = self._history.alarm(wait=is_end)
        return state if alarm is None else self._acted(alarm, state)

    def _acted(self, alarm, state):
        now = self._state.copy(self._state.values() if state is None else state)
        finding, metrics = self._found(alarm)
        self.findings.append(finding)
        skips = finding.kind in _OF_THE_BATCH
        if not self._settings.restores or self._exhausted(skips, finding.step):
            return self._stopped(finding, now, metrics, state)
        point = self._history.go_back(self._step, doubt=not skips)
        factor = 1 if skips else self._settings.learning_rate_factor
        values = (*point.values[:3], metrics)
        values = self._rates.of_now(values, now, factor)
        where = f"back to the state before step {point.step}"
        self._tell(f"{finding}. {self._done(skips, now, where)}")
        return self._written(values, state)

    def _done(self, skips, now, where):
        if skips:
            return f"Skipped a batch, {where}"
        lowers = self._settings.learning_rate_factor != 1
        helpless = lowers and not self._rates.are_used(now)
        none = "; no learning rate that is in use could be lowered" if helpless else ""
        return where[0].upper() + where[1:] + none

    def _exhausted(self, skips, step):
        """Whether there is no way on; a batch that is skipped is no restore."""
        if skips:
            in_a_row = step == self._resumed
            self._skips = self._skips + 1 if in_a_row else 0
        else:
            self._restores += 1
        self._resumed = self._step
        most = self._settings.max_restores
        none_left = max(self._restores, self._skips) > most
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
            return self._unlocated(alarm, False), None
        batches = self._history.batches()
        lost = self._search.first_lost(point, batches)
        if lost is None:
            last = batches[-1][0] if batches else -1
            is_replayed = last >= alarm.step - bool(alarm.variables)
            return self._unlocated(alarm, is_replayed), point.values[3]
        epoch = self._epoch_of(lost.step)
        return NonFinite(lost.step, epoch, lost.kind, lost.where), lost.metrics

    def _unlocated(self, alarm, is_replayed):
        """What is known without a lost step; a replay to the end without one tells."""
        paths = [self._state.paths()[index] for index in alarm.variables]
        kinds = ("between", "outside") if is_replayed else ("state", "loss")
        kind, where = (kinds[0], paths[0]) if paths else (kinds[1], alarm.loss)
        return NonFinite(alarm.step, self._epoch_of(alarm.step), kind, where, False)

    def _epoch_of(self, step):
        return next(epoch for first, epoch in self._epochs[::-1] if first <= step)


def _losses(logs):
    """The name of the loss among the logs, or of the losses of a step of one's own."""
    return ["loss"] if "loss" in logs else [n for n in logs if n.endswith("loss")]


def _size(batch):
    """The bytes of a batch's arrays."""
    return sum(map(_bytes, keras.tree.flatten(batch)))


def _bytes(array):
    if hasattr(array, "nbytes"):
        return int(array.nbytes)
    known = hasattr(array, "shape") and hasattr(array.dtype, "size")
    return math.prod(array.shape) * array.dtype.size if known else 0
