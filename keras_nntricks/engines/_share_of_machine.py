"""Gives each worker its share of the cores, before it imports anything."""

import contextlib
import os
import threading

from keras_nntricks._num_cores import num_cores

_LOCK = threading.Lock()


@contextlib.contextmanager
def share_of_machine(num_workers):
    """Processes started inside get 1 / `num_workers` of the cores.

    Libraries read these variables when they are imported, so a worker must be born
    with them. What the user has set stays.
    """
    with _LOCK:
        added = {k: v for k, v in _settings(num_workers).items() if k not in os.environ}
        os.environ.update(added)
        try:
            yield
        finally:
            for name in added:
                del os.environ[name]


def _settings(num_workers):
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
