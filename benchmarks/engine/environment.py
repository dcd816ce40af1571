"""Describes the machine and the versions behind a row."""

from __future__ import annotations

import contextlib
import datetime
import functools
import importlib.metadata
import pathlib
import platform
import subprocess

from keras_nntricks._num_cores import num_cores

# The first distribution that is installed gives the version.
PACKAGES = {
    "numpy": ("numpy",),
    "tensorflow": ("tensorflow", "tensorflow-cpu"),
    "jax": ("jax",),
    "jaxlib": ("jaxlib",),
    "torch": ("torch",),
}
USED_BY = {"tensorflow": ("tensorflow",), "jax": ("jax", "jaxlib"), "torch": ("torch",)}


def environment() -> dict[str, str | int]:
    """What is true of this process, and the time in UTC."""
    now = datetime.datetime.now(datetime.UTC)
    return {**_fixed(), "time": now.isoformat(timespec="seconds")}


@functools.cache
def _fixed():
    import keras

    import keras_nntricks

    packages = ("numpy", *USED_BY.get(keras.backend.backend(), ()))
    return {
        "python": platform.python_version(),
        "keras": keras.__version__,
        "keras_nntricks": keras_nntricks.__version__,
        **{name: _version(name) for name in packages},
        "platform": platform.platform(),
        "processor": _processor(),
        "cores": num_cores(),
        "device": _device(keras),
        **_git(),
    }


def _version(package):
    for distribution in PACKAGES[package]:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            return importlib.metadata.version(distribution)
    return "unknown"


def _processor():
    info = pathlib.Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _device(keras):
    """Where tensors are made: the CPU, or a GPU with its name."""
    where = str(keras.ops.zeros(1).device).lower()
    if "cpu" in where:
        return "cpu"
    name = _output("nvidia-smi", "--query-gpu=name", "--format=csv,noheader")
    return f"gpu {name}".strip()


def _git():
    root = pathlib.Path(__file__).resolve().parents[2]
    commit = _output("git", "-C", str(root), "rev-parse", "--short=12", "HEAD")
    if not commit:
        return {}
    changed = _output("git", "-C", str(root), "status", "--porcelain", "-uno")
    return {"git": commit + ("+changes" if changed else "")}


def _output(*command):
    """The first line that a command prints; empty when it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip().split("\n")[0] if done.returncode == 0 else ""
