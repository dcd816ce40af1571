"""Times single steps: watched ones and plain ones of one model, in turns.

Whole trainings on a small machine differ by more than a monitor costs. Here a monitor
samples each second step of one `fit`, and each sampled step is compared with the plain
ones beside it. What a monitor does before and after the steps is timed by itself.
"""

import statistics
import time

import keras

SETTLED = 8  # steps of a fit that are left out
HOOKS = ("on_train_begin", "on_epoch_begin", "on_epoch_end", "on_train_end")


class StepTimer(keras.callbacks.Callback):
    """Seconds of each step of a `fit`, until its loss is known."""

    def __init__(self):
        super().__init__()
        self.seconds = []

    def on_train_batch_begin(self, batch, logs=None):
        """Starts the clock."""
        self._start = time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        """Stops it: Keras has waited for the logs of a callback that is not async."""
        self.seconds.append(time.perf_counter() - self._start)


def fit(model, data, batch_size, callbacks):
    """The seconds of the steps of one epoch."""
    timer = StepTimer()
    # What watches stands behind the timer, so that its own hooks are not in the step.
    model.fit(*data, batch_size=batch_size, verbose=0, callbacks=[timer, *callbacks])
    return timer.seconds


def sampled_to_plain(model, data, batch_size, make):
    """Each sampled step to the mean of the plain ones beside it."""
    fit(model, data, batch_size, [make(every=2)])  # compiles
    seconds = fit(model, data, batch_size, [make(every=2)])
    places = range(SETTLED, len(seconds) - 1, 2)
    return [2 * seconds[i] / (seconds[i - 1] + seconds[i + 1]) for i in places]


def hook_seconds(model, data, batch_size, make):
    """The seconds that the hooks of a monitor at its defaults take in one epoch."""
    monitor, found = make(), []

    def timed(hook):
        def run(*arguments, **options):
            start = time.perf_counter()
            hook(*arguments, **options)
            found.append(time.perf_counter() - start)

        return run

    for name in HOOKS:
        setattr(monitor, name, timed(getattr(monitor, name)))
    fit(model, data, batch_size, [monitor])
    return sum(found)


def plain_seconds(model, data, batch_size):
    """The median step of a `fit` that nothing watches."""
    return statistics.median(fit(model, data, batch_size, [])[SETTLED:])


def watched_to_plain(model, data, batch_size, make, rounds):
    """Fits of one model with and without a callback, each to the one before it."""
    ratios = []
    for _ in range(rounds + 1):
        plain = sum(fit(model, data, batch_size, []))
        ratios.append(sum(fit(model, data, batch_size, [make()])) / plain)
    return ratios[1:]
