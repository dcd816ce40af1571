"""Jobs in spawned processes that stay alive."""

import concurrent.futures
import contextlib
import multiprocessing
import multiprocessing.connection
import queue
import threading

from keras_nntricks._arguments import is_integer, require
from keras_nntricks.engines._share_of_machine import share_of_machine
from keras_nntricks.engines._worker import serve
from keras_nntricks.engines._worker_died import WorkerDied

SECONDS_TO_END = 5


def processes(num_workers):
    """Makes an engine that runs jobs in spawned processes that stay alive.

    A process keeps what it has imported and compiled from job to job. Each gets an
    equal share of the cores, so that they do not fight for them. Functions and
    arguments are sent by cloudpickle: lambdas and closures work. A process that
    dies costs its own job alone, whose future raises `WorkerDied`, and is replaced.

    The engine has `submit(function, *args)`, which gives a
    `concurrent.futures.Future`, `as_completed(futures)`, and `close()`, which ends
    the processes and cancels what is not finished. `with` closes it.

    As with every spawned process, a script that uses it needs the guard
    `if __name__ == "__main__":`, and importing the script should be cheap.

    Args:
        num_workers: int >= 1. Number of processes.

    Returns:
        An engine. Its `num_workers` is what was given.

    Raises:
        ValueError: if `num_workers` < 1.

    Example:
    >>> from keras_nntricks import engines
    >>> with engines.processes(num_workers=1) as engine:
    ...     futures = [engine.submit(pow, base, 2) for base in (1, 2, 3)]
    ...     sorted(future.result() for future in engine.as_completed(futures))
    [1, 4, 9]

    Reference: `concurrent.futures`,
    https://docs.python.org/3/library/concurrent.futures.html
    """
    whole = is_integer(num_workers) and num_workers >= 1
    require(whole, "num_workers", "a positive integer", num_workers)
    return _Processes(num_workers)


class _Processes:
    def __init__(self, num_workers):
        self.num_workers = num_workers
        self._jobs = queue.SimpleQueue()
        self._closed = threading.Event()
        self._slots = [
            _Slot(self._jobs, self._closed, num_workers) for _ in range(num_workers)
        ]

    def submit(self, function, *args):
        import cloudpickle

        if self._closed.is_set():
            raise RuntimeError("The engine is closed: it takes no more jobs.")
        future = concurrent.futures.Future()
        self._jobs.put((future, cloudpickle.dumps((function, args))))
        return future

    def as_completed(self, futures):
        yield from concurrent.futures.as_completed(futures)

    def close(self):
        self._closed.set()
        with contextlib.suppress(queue.Empty):
            while True:
                future, _ = self._jobs.get_nowait()
                future.cancel()
        for _ in self._slots:
            self._jobs.put(None)
        for slot in self._slots:
            slot.stop()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class _Slot:
    """One thread that drives one process, and replaces it when it dies."""

    def __init__(self, jobs, closed, num_workers):
        self._jobs = jobs
        self._closed = closed
        self._num_workers = num_workers
        self._process = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._drive, daemon=True)
        self._thread.start()

    def stop(self):
        with self._lock:
            if self._process is not None:
                self._process.kill()
        self._thread.join()

    def _drive(self):
        while (job := self._jobs.get()) is not None:
            future, payload = job
            if future.set_running_or_notify_cancel():
                self._settle(future, payload)
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._connection.close()

    def _settle(self, future, payload):
        import cloudpickle

        try:
            ok, result = cloudpickle.loads(self._exchange(payload))
        except Exception as error:
            future.set_exception(error)
            return
        future.set_result(result) if ok else future.set_exception(result)

    def _exchange(self, payload):
        """Sends one job and waits for its answer or for the end of the process."""
        self._start()
        waiting = [self._connection, self._process.sentinel]
        try:
            self._connection.send_bytes(payload)
            if self._connection in multiprocessing.connection.wait(waiting):
                return self._connection.recv_bytes()
        except (EOFError, OSError):
            self._process.join(SECONDS_TO_END)
            self._process.kill()
        self._process.join()
        if self._closed.is_set():
            raise concurrent.futures.CancelledError
        raise WorkerDied(self._process.exitcode)

    def _start(self):
        if self._process is not None and self._process.is_alive():
            return
        with self._lock:
            if self._closed.is_set():
                raise concurrent.futures.CancelledError
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs,), daemon=True)
            with share_of_machine(self._num_workers):
                self._process.start()
            theirs.close()
