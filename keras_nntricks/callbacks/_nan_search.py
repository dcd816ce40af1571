"""Which step is lost first when the steps since a good state are run again."""

import dataclasses

from keras_nntricks import taps
from keras_nntricks.callbacks._nan_origin import Tolerated, is_lost, origin


@dataclasses.dataclass(frozen=True)
class Lost:
    """A step that is lost, what was non-finite first in it, the metrics before it."""

    step: int
    kind: str
    where: str
    metrics: list


class Search:
    """Runs steps of one training again.

    Args:
        model: the model that trains.
        watcher: what is attached to it.
        state: its `taps.TrainingState`.
        history: its `History`.
    """

    def __init__(self, model, watcher, state, history):
        self._replay = lambda *args: taps.replay(model(), watcher, *args)
        self._state, self._history = state, history
        self._tolerated = Tolerated()

    def first_lost(self, point, batches):
        """The first of the steps that is lost when run again from a point, or None."""
        self._tolerate_earlier(point)
        for step, sample, before, after in self._replay(point.values, batches):
            values = sample.fetch() if sample is not None else {}
            spoiled = self._history.bad(self._state.finite(after))
            if is_lost(values) or spoiled:
                first = origin(values, self._tolerated)
                first = first or ("update", self._state.paths()[spoiled[0]])
                return Lost(step, *first, before[3])
            self._tolerated.add(values)
        return None

    def _tolerate_earlier(self, point):
        """What the step before the point could bear is not to blame after it."""
        step, batch = self._history.earlier or (None, None)
        if batch is None:
            return
        for _, sample, *_ in self._replay(point.values, [(step, batch)]):
            values = sample.fetch() if sample is not None else {}
            if not is_lost(values):
                self._tolerated.add(values)
