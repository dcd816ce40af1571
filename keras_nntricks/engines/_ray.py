"""Jobs on a Ray cluster."""

import concurrent.futures
import os
import socket
import threading
import time
import warnings

from keras_nntricks._arguments import is_integer, require
from keras_nntricks._num_cores import num_cores
from keras_nntricks.engines._gpus import gpus
from keras_nntricks.engines._share_of_machine import settings
from keras_nntricks.engines._shared import Sent
from keras_nntricks.engines._worker import answer
from keras_nntricks.engines._worker_died import WorkerDied

SECONDS_BETWEEN_LOOKS = 0.5
_FOLLOWED = set()


def ray(num_workers=None, address="local", num_gpus=None, env_vars=None):
    """Makes an engine that runs jobs on a Ray cluster: several machines, many GPUs.

    It has the face of `engines.processes`: `submit(function, *args)` gives a
    `concurrent.futures.Future`, `as_completed(futures)`, `share(value)` gives a
    handle to pass as an argument: the value is stored once in the cluster and its
    `get()` finds it, `close()`, and `with` closes it. A job whose process or machine
    is lost raises `WorkerDied`; Ray replaces the process, and the job can be
    submitted again. Where Ray runs already in this process, as after the user's own
    `ray.init`, that cluster is used and left running; else one is started or joined,
    and left at `close()`.

    What is sent by name, as classes of a module of the user's own, must be importable
    on each machine.

    Args:
        num_workers: int >= 1, jobs that run at a time. Defaults to None: as many as
            the cluster has GPUs, or, without any, CPUs.
        address: "local" starts a cluster on this machine; else the address of a
            running one, or "auto". Never guessed: Ray's default would join what an
            earlier program left behind. Defaults to "local".
        num_gpus: float >= 0, GPUs of a job; a fraction lets jobs share one. Defaults
            to None: the GPUs of the cluster divided by `num_workers`.
        env_vars: dict, environment variables of the processes that run the jobs, as
            {"KERAS_BACKEND": "jax"}. Defaults to None: the `KERAS_BACKEND` of this one.

    Returns:
        An engine with `num_workers`.

    Raises:
        ValueError: if `num_workers` < 1 or `num_gpus` < 0.
        ImportError: if Ray is not installed, `pip install keras-nntricks[distributed]`.

    Example:
    >>> from keras_nntricks import engines
    >>> def squares():
    ...     with engines.ray(num_workers=2) as engine:
    ...         futures = [engine.submit(pow, base, 2) for base in (1, 2, 3)]
    ...         return sorted(future.result() for future in futures)

    Reference: Moritz et al., 2018, https://arxiv.org/abs/1712.05889
    """
    whole = num_workers is None or (is_integer(num_workers) and num_workers >= 1)
    require(whole, "num_workers", "a positive integer or None", num_workers)
    require(num_gpus is None or num_gpus >= 0, "num_gpus", "None or >= 0", num_gpus)
    return _Ray(num_workers, address, num_gpus, env_vars)


class _Ray:
    def __init__(self, num_workers, address, num_gpus, env_vars):
        import ray

        self._ray = ray
        self._own = not ray.is_initialized()
        local = self._own and address == "local"
        if self._own:
            _connect(ray, num_workers, address)
        found = ray.cluster_resources()
        self.num_workers = num_workers or int(found.get("GPU") or found["CPU"])
        share = settings(self.num_workers) if local else {}
        self._task = ray.remote(
            num_cpus=1,
            num_gpus=_gpus_of_job(num_gpus, found.get("GPU", 0), self.num_workers),
            max_retries=0,
            scheduling_strategy="SPREAD",
            runtime_env={"env_vars": {**share, **(env_vars or _backend())}},
        )(_run)
        self._running = {}
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, function, *args):
        import cloudpickle

        if self._closed:
            raise RuntimeError("The engine is closed: it takes no more jobs.")
        driver = (socket.gethostname(), os.getpid())
        shared = [value for value in args if isinstance(value, Sent)]
        # Ray hands a worker the bytes behind references that are arguments themselves.
        reference = self._task.remote(
            cloudpickle.dumps((function, args)),
            driver,
            [value.key for value in shared],
            *[value.data for value in shared],
        )
        future = concurrent.futures.Future()
        future.set_running_or_notify_cancel()
        with self._lock:
            self._running[future] = reference
        reference.future().add_done_callback(lambda done: self._settle(future, done))
        return future

    def as_completed(self, futures):
        yield from concurrent.futures.as_completed(futures)

    def share(self, value):
        return Sent(value, self._ray.put)

    def close(self):
        self._closed = True
        with self._lock:
            running, self._running = self._running, {}
        for future, reference in running.items():
            future.set_exception(concurrent.futures.CancelledError())
            if not self._own:
                self._ray.cancel(reference, force=True)
        if self._own:
            self._ray.shutdown()

    def _settle(self, future, done):
        with self._lock:
            if self._running.pop(future, None) is None:
                return
        try:
            ok, result = self._outcome(done)
        except Exception as error:
            future.set_exception(error)
            return
        future.set_result(result) if ok else future.set_exception(result)

    def _outcome(self, done):
        import cloudpickle

        try:
            return cloudpickle.loads(done.result())
        except self._ray.exceptions.RayError as error:
            # The first line says what happened, the others how to look into it.
            text = str(error).strip().partition("\n")[0].rstrip(". ")
            raise WorkerDied(None, f"{type(error).__name__}, {text}") from None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def _backend():
    return {k: v for k, v in os.environ.items() if k == "KERAS_BACKEND"}


def _connect(ray, num_workers, address):
    mine = {}
    if address == "local":
        mine = {"num_cpus": num_workers or num_cores(), "num_gpus": len(gpus())}
        mine["include_dashboard"] = False
    with warnings.catch_warnings():
        # JAX warns of forks; Ray's children turn into other programs at once.
        warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
        ray.init(address=address, log_to_driver=False, logging_level="ERROR", **mine)


def _gpus_of_job(num_gpus, found, num_workers):
    """Ray takes fractions below 1 and whole numbers above."""
    if num_gpus is not None:
        return num_gpus
    share = found / num_workers
    return share if share < 1 else int(share)


def _run(payload, driver, keys, *data):
    _leave_with(driver)
    return answer(payload, tuple(zip(keys, data, strict=True)))


def _leave_with(driver):
    """Ends this process with its driver, if that runs on this machine.

    Ray notices seconds later; until then a job would write where the next driver does.
    """
    host, pid = driver
    if host == socket.gethostname() and driver not in _FOLLOWED and _is_alive(pid):
        _FOLLOWED.add(driver)
        threading.Thread(target=_follow, args=(pid,), daemon=True).start()


def _follow(pid):
    while _is_alive(pid):
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os._exit(1)


def _is_alive(pid):
    if os.name == "nt":  # signal 0 would end the process there
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
