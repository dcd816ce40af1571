"""Jobs in spawned processes that stay alive."""

import concurrent.futures
import contextlib
import multiprocessing
import multiprocessing.connection
import queue
import threading

from keras_nntricks._arguments import is_integer, require
from keras_nntricks._num_cores import num_cores
from keras_nntricks.engines._gpus import gpus, gpus_of_worker
from keras_nntricks.engines._main_guard import ADVICE, require_main_guard
from keras_nntricks.engines._share_of_machine import share_of_machine
from keras_nntricks.engines._shared import Sent
from keras_nntricks.engines._worker import serve
from keras_nntricks.engines._worker_died import WorkerDied

SECONDS_TO_END = 5


def processes(num_workers=None):
    """Makes an engine that runs jobs in spawned processes that stay alive.

    A process keeps what it has imported and compiled from job to job. Each gets an
    equal share of the cores, so that they do not fight for them, and of the NVIDIA
    GPUs, through `CUDA_VISIBLE_DEVICES`; where workers outnumber the GPUs, they share
    them. Functions and arguments are sent by cloudpickle: lambdas and closures work.
    A process that dies costs its own job alone, whose future raises `WorkerDied`, and
    is replaced. When the driver dies, its processes end with it.

    The engine has `submit(function, *args)`, which gives a
    `concurrent.futures.Future`, `as_completed(futures)`, `share(value)`, which gives
    a handle to pass as an argument: the value is sent to each process once and its
    `get()` finds it there, and `close()`, which ends the processes and cancels what
    is not finished. `with` closes it.

    As with every spawned process, a script that uses it needs the guard
    `if __name__ == "__main__":`, and importing the script should be cheap.

    Args:
        num_workers: int >= 1, number of processes. Defaults to None: one per GPU, or,
            without GPUs, one per core.

    Returns:
        An engine with `num_workers`.

    Raises:
        ValueError: if `num_workers` < 1.
        RuntimeError: if the script that calls has no such guard.

    Example:
    >>> from keras_nntricks import engines
    >>> with engines.processes(num_workers=1) as engine:
    ...     futures = [engine.submit(pow, base, 2) for base in (1, 2, 3)]
    ...     sorted(future.result() for future in engine.as_completed(futures))
    [1, 4, 9]

    Reference: `concurrent.futures`,
    https://docs.python.org/3/library/concurrent.futures.html
    """
    whole = num_workers is None or (is_integer(num_workers) and num_workers >= 1)
    require(whole, "num_workers", "a positive integer or None", num_workers)
    require_main_guard()
    return _Processes(num_workers or len(gpus()) or num_cores())


class _Processes:
    def __init__(self, num_workers):
        self.num_workers = num_workers
        self._jobs = queue.SimpleQueue()
        self._closed = threading.Event()
        names = gpus()
        shares = [gpus_of_worker(names, i, num_workers) for i in range(num_workers)]
        self._slots = [
            _Slot(self._jobs, self._closed, num_workers, share) for share in shares
        ]

    def submit(self, function, *args):
        import cloudpickle

        if self._closed.is_set():
            raise RuntimeError("The engine is closed: it takes no more jobs.")
        future = concurrent.futures.Future()
        shared = [value for value in args if isinstance(value, Sent)]
        self._jobs.put((future, cloudpickle.dumps((function, args)), shared))
        return future

    def as_completed(self, futures):
        yield from concurrent.futures.as_completed(futures)

    def share(self, value):
        return Sent(value)

    def close(self):
        self._closed.set()
        with contextlib.suppress(queue.Empty):
            while True:
                future, *_ = self._jobs.get_nowait()
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

    def __init__(self, jobs, closed, num_workers, share):
        self._jobs = jobs
        self._closed = closed
        self._num_workers = num_workers
        self._gpus = share
        self._process = None
        self._has = set()
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
            future, *message = job
            if future.set_running_or_notify_cancel():
                self._settle(future, *message)
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._connection.close()

    def _settle(self, future, payload, shared):
        import cloudpickle

        try:
            ok, result = cloudpickle.loads(self._exchange(payload, shared))
        except Exception as error:
            future.set_exception(error)
            return
        future.set_result(result) if ok else future.set_exception(result)

    def _exchange(self, payload, shared):
        """Sends one job and waits for its answer or for the end of the process."""
        self._start()
        keys = {value.key for value in shared}
        new = [(v.key, None if v.key in self._has else v.data) for v in shared]
        with contextlib.suppress(EOFError, OSError):
            self._connection.send_bytes(payload)
            self._connection.send(new)
            self._has = keys or self._has
            return self._receive()
        raise WorkerDied(self._exit_code())

    def _receive(self):
        waiting = [self._connection, self._process.sentinel]
        if self._connection in multiprocessing.connection.wait(waiting):
            return self._connection.recv_bytes()
        raise EOFError

    def _exit_code(self):
        """Of the process, whose end has been noticed; cancelled if it was closed."""
        self._process.join(SECONDS_TO_END)
        self._process.kill()
        self._process.join()
        if self._closed.is_set():
            raise concurrent.futures.CancelledError
        return self._process.exitcode

    def _start(self):
        if self._process is not None and self._process.is_alive():
            return
        with self._lock:
            if self._closed.is_set():
                raise concurrent.futures.CancelledError
            context = multiprocessing.get_context("spawn")
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=serve, args=(theirs,), daemon=True)
            with share_of_machine(self._num_workers, self._gpus):
                self._process.start()
            theirs.close()
            self._has = set()
        self._await_start()

    def _await_start(self):
        with contextlib.suppress(EOFError, OSError):
            self._receive()
            return
        if (code := self._exit_code()) < 0:
            raise WorkerDied(code, "it was still starting")
        raise RuntimeError(
            f"A worker process could not start: it ended with exit code {code}, and "
            f"what it printed says why. {ADVICE}"
        )
