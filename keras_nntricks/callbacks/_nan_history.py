"""Which states of a training can be gone back to, and the batches seen since."""

import collections
import dataclasses
from typing import Any

import numpy as np


@dataclasses.dataclass(frozen=True)
class Point:
    """The state before a step; the reading tells which variables were finite.

    Without `values` it is a look at the state that cannot be gone back to.
    """

    step: int
    values: Any
    reading: Any


@dataclasses.dataclass(frozen=True)
class _Loss:
    step: int
    reading: Any
    name: str


@dataclasses.dataclass(frozen=True)
class Alarm:
    """The name of a loss that is not finite, or the numbers of such variables."""

    step: int
    variables: tuple[int, ...] = ()
    loss: str = "loss"


class History:
    """Points, batches, and losses on their way to the host.

    A point can be gone back to when it is known to be finite, and every loss before
    it. Two such points are kept: where training is lost again before the next one,
    the newer has the seed of it already.

    Args:
        every: steps between two points.
        max_bytes: the batches that are kept; beyond it a point comes earlier.

    Attributes:
        ignored: the numbers of variables that may be infinite.
        earlier: (step, batch) of the last step before the newest good point, or None.
    """

    def __init__(self, every, max_bytes):
        self._every, self._max_bytes = every, max_bytes
        self._points = collections.deque(maxlen=2)
        self._waiting = collections.deque()
        self._batches = collections.deque()
        self._bytes = 0
        self._newest, self._awaited = None, -1
        self._failed = False
        self.ignored = frozenset()
        self.earlier = None

    def is_due(self, step):
        """Whether a point should be made before this step."""
        if self._newest is None:
            return True
        due = step - self._newest >= self._every or self._bytes > self._max_bytes
        return due and step > self._newest

    def add_point(self, step, values, finite):
        """A state before a step.

        What was on its way when the last one was made is waited for from now on.
        """
        self._waiting.append(Point(step, values, finite))
        self._awaited = -1 if self._newest is None else self._newest
        self._newest, self._bytes = step, 0

    def add_look(self, step, finite):
        """Whether the variables are finite before a step, and nothing else."""
        self._waiting.append(Point(step, None, finite))

    def add_batch(self, step, batch, size):
        """A batch of so many bytes; None where it could not be kept."""
        self._batches.append((step, batch))
        self._bytes += size

    def add_loss(self, step, reading, name="loss"):
        """A reading of a loss after a step."""
        self._waiting.append(_Loss(step, reading, name))

    def alarm(self, wait=False):
        """The first alarm among what is known by now, or among all if it may wait."""
        while self._waiting:
            first = self._waiting[0]
            may_wait = wait or first.step <= self._awaited
            if not may_wait and not first.reading.is_ready():
                return None
            self._waiting.popleft()
            found = self._judge(first)
            if found is not None:
                return found
        return None

    def _judge(self, first):
        if isinstance(first, Point):
            return self._judge_point(first)
        lost = not np.isfinite(first.reading.value()).all()
        return Alarm(first.step, (), first.name) if lost else None

    def _judge_point(self, point):
        bad = self.bad(point.reading)
        if bad:
            return Alarm(point.step, bad)
        if point.values is not None:
            self._accept(point)
        return None

    def bad(self, reading):
        """The numbers of the variables that are not finite, and should be."""
        found = set(np.flatnonzero(~reading.value()).tolist())
        return tuple(sorted(found - self.ignored))

    def _accept(self, point):
        self._points.append(point)
        self._failed = False
        while self._batches and self._batches[0][0] < point.step:
            self.earlier = self._batches.popleft()

    @property
    def point(self):
        """The newest state known to be good, or None."""
        return self._points[-1] if self._points else None

    def batches(self):
        """(step, batch) since the newest good point, up to the first that is lost."""
        kept = []
        for step, batch in self._batches:
            if batch is None:
                break
            kept.append((step, batch))
        return kept

    def go_back(self, step, doubt=True):
        """The point to go on from at this step, after an alarm; forgets the rest.

        Without `doubt` the newest point is no cause of the alarm, whatever was before.
        """
        if doubt and self._failed and len(self._points) > 1:
            self._points.pop()
        self._failed = self._failed or doubt
        self._waiting.clear()
        self._batches.clear()
        self._newest, self._bytes = step, 0
        return self.point
