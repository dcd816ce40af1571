"""Two replicas, each in the way of its backend, in processes of their own."""

import json
import os
import pathlib
import subprocess
import sys

import keras
import numpy as np

from tests.layers.batch_norm_programs import X
from tests.layers.batch_norms import EPSILON, assert_close, normalized

ROOT = pathlib.Path(__file__).resolve().parents[2]
BACKEND = keras.backend.backend()


def start(*arguments, backend=BACKEND):
    path = os.pathsep.join([*filter(None, [os.environ.get("PYTHONPATH")]), str(ROOT)])
    flags = "--xla_force_host_platform_device_count=2"
    variables = {"PYTHONPATH": path, "XLA_FLAGS": flags, "KERAS_BACKEND": backend}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.layers.batch_norm_programs", *arguments],
        env={**os.environ, **variables},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def result(process):
    """What the program printed last."""
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    return [np.array(value) for value in json.loads(output.splitlines()[-1])]


def both_replicas(folder):
    """Outputs, gradient, moving mean and variance; the last two of each process."""
    if BACKEND != "torch":
        arguments = ["synchronized"] if BACKEND == "tensorflow" else []
        return [result(start(*arguments))]
    processes = [start(str(rank), str(folder / "meeting")) for rank in range(2)]
    halves = [result(process) for process in processes]
    outputs, gradient = (np.concatenate([half[i] for half in halves]) for i in (0, 1))
    return [[outputs, gradient, *half[2:]] for half in halves]


def gradient_of_cubes():
    """Of sum(y^3) towards x, for y normalized by the whole batch."""
    z, size = normalized(X), len(X)
    upstream = 3 * z**2
    through = upstream.sum(0) / size + z * (upstream * z).sum(0) / size
    return (upstream - through) / np.sqrt(X.astype("float64").var(0) + EPSILON)


def test_synchronized_replicas_normalize_by_the_whole_batch(tmp_path):
    exact = X.astype("float64")
    for outputs, gradient, mean, variance in both_replicas(tmp_path):
        assert_close(outputs, normalized(X), 1e-3)
        assert_close(gradient, gradient_of_cubes(), 1e-3)
        np.testing.assert_allclose(mean, exact.mean(0), rtol=1e-6)
        np.testing.assert_allclose(variance, exact.var(0, ddof=1), rtol=1e-3)
