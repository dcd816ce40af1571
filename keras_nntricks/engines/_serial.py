"""Jobs in this process, one after another."""

import concurrent.futures

from keras_nntricks.engines._shared import Held


def serial():
    """Makes an engine that runs each job at once, in this process.

    It has the face of `engines.processes`, so a driver need not know which it has:
    `submit(function, *args)` gives a `concurrent.futures.Future`,
    `as_completed(futures)` yields them as they finish, `share(value)` gives a handle
    whose `get()` is the value, `close()` ends the engine, and `with` closes it.

    Returns:
        An engine. Its `num_workers` is 1.

    Example:
    >>> from keras_nntricks import engines
    >>> with engines.serial() as engine:
    ...     futures = [engine.submit(pow, base, 2) for base in (1, 2, 3)]
    ...     [future.result() for future in engine.as_completed(futures)]
    [1, 4, 9]

    Reference: `concurrent.futures`,
    https://docs.python.org/3/library/concurrent.futures.html
    """
    return _Serial()


class _Serial:
    num_workers = 1

    def submit(self, function, *args):
        future = concurrent.futures.Future()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def as_completed(self, futures):
        yield from futures

    def share(self, value):
        return Held(value)

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
