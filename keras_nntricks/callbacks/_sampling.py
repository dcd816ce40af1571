"""Which steps of a fit are sampled, and how the samples reach a record."""

_EARLY, _LATE, _LATE_FROM = 50, 100, 1000  # steps


def next_sampled(step, every):
    """The first step from `step` on that is sampled: 0, 1, 2, 4, ... and each `every`.

    None is 50, and 100 from step 1000 on.

    >>> [next_sampled(step, 50) for step in (0, 3, 33, 51)]
    [0, 4, 50, 100]
    >>> [next_sampled(step, None) for step in (3, 51, 951, 1001)]
    [4, 100, 1000, 1100]
    """
    if every is None:
        every = _EARLY if step < _LATE_FROM else _LATE
    if step >= every:
        return -(-step // every) * every
    power = 1 << (step - 1).bit_length() if step > 1 else step
    return min(power, every)


class Sampling:
    """Watches one fit. A sample is fetched when the next one arrives: no waiting.

    Args:
        request: what to ask the taps for.
        every: sample each so many steps, after the first ones; None for the usual.
        samples: whether any step is sampled.
        steps_per_execution: steps that one call of the train function makes.
        told: called without arguments after a sample was taken.
    """

    def __init__(self, request, every, steps_per_execution, told, samples=True):
        self.request = request
        self._samples = samples
        self._every = every
        self._steps_per_execution = steps_per_execution
        self._told = told
        self._pending = None

    def begin_epoch(self, record, epoch, first_step, steps):
        """Counts from `first_step` of the record; the epoch has `steps`, or None."""
        self._record, self._epoch, self._first_step = record, epoch, first_step
        self._longest = float("inf") if steps is None else steps
        self._origin, self._made = None, 0

    @property
    def steps_made(self):
        """The steps of the record, those of the running epoch included."""
        # The last execution of an epoch may be a short one.
        return self._first_step + int(min(self._made, self._longest))

    def wants(self, step):
        """Whether the execution that begins with this step is sampled."""
        if self._origin is None:
            self._origin = step
        if not self._samples:
            return False
        return next_sampled(step, self._every) < step + self._steps_per_execution

    def after_step(self, step, logs):
        """Counts the steps made; the logs stay on the device."""
        self._made = step - self._origin + self._steps_per_execution

    def receive(self, sample):
        """Keeps the newest sample on the device and fetches the one before."""
        self.fetch()
        self._pending = sample
        self._told()

    def fetch(self):
        """Moves the sample that waits on the device into the record."""
        sample, self._pending = self._pending, None
        if sample is not None:
            place = sample.step - self._origin
            step = self._first_step + place
            self._record.add_sample(step, self._epoch, place, sample.fetch())
