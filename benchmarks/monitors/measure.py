"""Starts a process per problem and backend, and makes a row of what it says."""

import json
import os
import subprocess
import sys

from benchmarks.monitors.arms import ARMS
from benchmarks.monitors.problems import PROBLEMS

BACKENDS = ("tensorflow", "jax", "torch")


def measure(problem, backend, steps, repeats):
    """The row of a problem on a backend."""
    command = [sys.executable, "-m", "benchmarks.monitors.worker", problem]
    settings = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    answer = subprocess.run(
        [*command, str(steps), str(repeats)],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    return row(problem, backend, steps, json.loads(answer.splitlines()[-1]))


def row(problem, backend, steps, found):
    """One line of the file."""
    return {
        "benchmark": "monitors",
        "problem": problem,
        "backend": backend,
        "batch_size": PROBLEMS[problem].batch_size,
        "steps": steps,
        "targets": {arm.name: arm.target for arm in ARMS.values()},
        **found,
    }
