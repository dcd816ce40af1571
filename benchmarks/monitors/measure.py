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
    arguments = (problem, str(steps), str(repeats))
    found = answer_of("benchmarks.monitors.worker", backend, *arguments)
    return row(problem, backend, steps, found)


def answer_of(module, backend, *arguments):
    """The last line, as JSON, of a module that runs on this backend."""
    settings = {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
    answer = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout
    return json.loads(answer.splitlines()[-1])


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
