"""The GPUs that this process may use, by name, without a backend."""

import os
import shutil
import subprocess

SECONDS = 30


def gpus():
    """What `CUDA_VISIBLE_DEVICES` lists, or all that the driver knows."""
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if chosen is None:
        return _installed()
    names = [name.strip() for name in chosen.split(",")]
    # CUDA itself stops at the first name that is not valid.
    stop = next((i for i, name in enumerate(names) if name in ("", "-1")), len(names))
    return names[:stop]


def _installed():
    if not (tool := shutil.which("nvidia-smi")):
        return []
    command = [tool, "--query-gpu=index", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.split() if done.returncode == 0 else []


def gpus_of_worker(names, worker, num_workers):
    """The share of one worker; workers share GPUs when there are too few.

    >>> gpus_of_worker(["0", "1", "2"], worker=1, num_workers=2)
    ['1']
    >>> gpus_of_worker(["0", "1"], worker=2, num_workers=4)
    ['0']
    """
    if num_workers <= len(names):
        return names[worker::num_workers]
    return names[worker % len(names) :][:1] if names else []
