"""Measures all ways in turn, each in a process of its own, and makes the rows."""

import contextlib
import dataclasses
import json
import os
import statistics
import subprocess
import sys

WAYS = (("fit", "tensorflow"), ("fit", "jax"), ("fit_many", "jax"))


class Worker:
    """A process that trains in one way."""

    def __init__(self, way, backend, problem):
        self.way, self.backend = way, backend
        command = [sys.executable, "-m", "benchmarks.sweeps.worker", way, problem.name]
        self._process = subprocess.Popen(
            command,
            env={**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, word):
        """What the worker answers."""
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker {self.way} on {self.backend} has ended")
        return json.loads(line)

    def close(self):
        """Ends the process."""
        self._process.stdin.close()
        self._process.wait()


def measure(problem, repeats, tell=print):
    """The rows of one problem: one per way, its times in the order of the repeats.

    The ways take turns, so a machine that slows down slows all of them; only one
    works at a time.
    """
    with contextlib.ExitStack() as stack:
        workers = [Worker(way, backend, problem) for way, backend in WAYS]
        for worker in workers:
            stack.callback(worker.close)
        answers = [[] for _ in workers]
        for repeat in range(repeats):
            for worker, found in zip(workers, answers, strict=True):
                found.append(worker.ask("measure"))
            tell(f"{problem.name}: {repeat + 1} of {repeats}")
        pairs = zip(workers, answers, strict=True)
        return [_row(problem, worker, found) for worker, found in pairs]


def _row(problem, worker, answers):
    return {
        "benchmark": "sweeps",
        "problem": dataclasses.asdict(problem),
        "way": worker.way,
        "backend": worker.backend,
        "runs_at_once": len(problem.runs) if worker.way == "fit_many" else 1,
        "seconds_per_run": [answer["seconds_per_run"] for answer in answers],
        "load_average": [answer["load_average"] for answer in answers],
        "peak_mib": answers[-1]["peak_mib"],
        "peak_mib_before": answers[-1]["peak_mib_before"],
        "environment": worker.ask("stop"),
    }


def ratios(row, fast):
    """Median, least and greatest ratio of the times of one turn."""
    pairs = zip(row["seconds_per_run"], fast["seconds_per_run"], strict=True)
    found = [slow / quick for slow, quick in pairs]
    return statistics.median(found), min(found), max(found)
