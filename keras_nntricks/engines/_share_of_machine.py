"""Gives each worker its share of cores and GPUs, before it imports anything."""

import contextlib
import os
import threading

from keras_nntricks._num_cores import num_cores

_LOCK = threading.Lock()


@contextlib.contextmanager
def share_of_machine(num_workers, gpus=()):
    """Processes started inside get 1 / `num_workers` of the cores, and these GPUs.

    Libraries read these variables when they are imported, so a worker must be born
    with them. What the user has set stays.
    """
    added = {k: v for k, v in settings(num_workers).items() if k not in os.environ}
    if gpus:
        added["CUDA_VISIBLE_DEVICES"] = ",".join(gpus)
    with _LOCK:
        before = {name: os.environ.get(name) for name in added}
        os.environ.update(added)
        try:
            yield
        finally:
            _put_back(before)


def _put_back(before):
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


def settings(num_workers):
    """The environment variables of one of `num_workers` on this machine."""
    threads = str(max(1, num_cores() // num_workers))
    names = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM", "NUMEXPR")
    return {
        **{f"{name}_NUM_THREADS": threads for name in names},
        "TF_NUM_INTRAOP_THREADS": threads,
        "TF_NUM_INTEROP_THREADS": threads,
        "NPROC": threads,  # XLA sizes its thread pool by it
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }
