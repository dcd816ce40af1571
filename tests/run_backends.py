"""Runs the suite in one process per backend and says plainly what passed.

    python -m tests.run_backends [--backends tensorflow,jax,torch]
                                 [--oldest-keras FOLDER] [pytest arguments]

Keras fixes its backend when it is imported, so each backend has a process of its
own; two run side by side, the longest first. What names no backend (engine,
statistics, report, packaging) runs once. On the oldest Keras each public object runs at
its conformance cases. A backend that cannot be imported is a failure.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BACKENDS = ("jax", "tensorflow", "torch")
ONCE = (
    "tests/benchmarks",
    "tests/docs",
    "tests/engines",
    "tests/monitors/rules",
    "tests/packaging",
    "tests/reports",
    "tests/search_at_scale",
)
CONFORMANCE = "tests/conformance"
_READS_FRAMES = ("find_fans", "inside_graphs", "kernel_owner", "layer_rules")
_LEANS_ON_THE_TRAINER = ("clean_files", "keras_internals", "statistics", "watchers")
# On the oldest Keras: every public object at its cases, where nothing is compiled; what
# reads the frames of Keras and what leans on the trainer, on JAX.
OLDEST = {
    "torch": (f"{CONFORMANCE}/test_conformance.py",),
    "jax": (
        *(f"tests/initializers/test_{name}.py" for name in _READS_FRAMES),
        *(f"tests/taps/test_{name}.py" for name in _LEANS_ON_THE_TRAINER),
    ),
}
SIDE_BY_SIDE = 2
DOCTESTS = ("--doctest-modules", "--doctest-glob=*.md", "keras_nntricks", "README.md")
DOCS = "docs/content"
# JAX compiles each operation of an eager call: the jobs share what they compiled, and
# leave out the passes that make long trainings fast.
COMPILER = {
    "JAX_COMPILATION_CACHE_DIR": str(ROOT / ".pytest_cache" / "jax"),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
}
OUTCOMES = ("passed", "failed", "errors", "skipped", "xfailed", "xpassed")


@dataclasses.dataclass
class Job:
    """One pytest process."""

    label: str
    backend: str
    arguments: list[str]
    pythonpath: str | None = None


@dataclasses.dataclass
class Result:
    """What one pytest process said."""

    job: Job
    code: int
    counts: dict[str, int]
    seconds: float

    @property
    def ok(self):
        """Whether all ran and passed; no test at all is a failure."""
        return self.code == 0 and self.counts.get("passed", 0) > 0

    @property
    def failed(self):
        """Failures and errors; a process that failed without any counts as one."""
        return sum(self.counts.get(k, 0) for k in OUTCOMES[1:3]) or int(not self.ok)

    def line(self):
        """One plain line."""
        said = ", ".join(f"{self.counts[k]} {k}" for k in OUTCOMES if k in self.counts)
        state = "ok" if self.ok else f"FAILED (exit status {self.code})"
        return f"{self.job.label:<24} {state}: {said or 'nothing ran'} "


def plan(backends, oldest_keras, extra):
    """The jobs: every backend, the backend-free tests once, the oldest Keras."""
    ignored = [f"--ignore={path}" for path in ONCE]
    suite = ["tests", *DOCTESTS, DOCS, *ignored, *extra]
    jobs = [job for backend in backends for job in _jobs_of(backend, suite, extra)]
    once = [path for path in ONCE if (ROOT / path).is_dir()]
    jobs.append(Job("engine and packaging", "jax", [*once, *extra]))
    for backend, paths in OLDEST.items() if oldest_keras else ():
        label = f"{backend}, oldest keras"
        jobs.append(Job(label, backend, [*paths, *extra], oldest_keras))
    # Torch compiles nothing: its jobs are short and fill the end of both rows.
    return sorted(jobs, key=lambda job: job.backend == "torch")


def _jobs_of(backend, suite, extra):
    """The suite; on JAX, which compiles the longest, in two parts."""
    if backend != "jax":
        return [Job(backend, backend, suite)]
    rest = [f"--ignore={CONFORMANCE}", *suite]
    return [
        Job("jax, conformance", backend, [CONFORMANCE, *extra]),
        Job("jax, the rest", backend, rest),
    ]


def environment(job):
    """The environment of a job: its backend, quiet logs, perhaps an older Keras."""
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3"}
    env = {**COMPILER, **os.environ, "KERAS_BACKEND": job.backend, **quiet}
    paths = [str(pathlib.Path(job.pythonpath).resolve())] if job.pythonpath else []
    env["PYTHONPATH"] = os.pathsep.join([*paths, str(ROOT)])
    return env


def counts_of(output):
    """The outcome counts of pytest's last line.

    >>> counts_of("== 3 passed, 1 xfailed in 0.12s ==")
    {'passed': 3, 'xfailed': 1}
    """
    lines = [line for line in output.splitlines() if re.search(r" in [\d.]+s", line)]
    found = re.findall(r"(\d+) (\w+?)(?=[, ]|$)", lines[-1]) if lines else []
    counts = {("errors" if k == "error" else k): int(n) for n, k in found}
    return {k: n for k, n in counts.items() if k in OUTCOMES}


def run(job):
    """Runs one job; every line it prints has the job's name before it."""
    start = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", *job.arguments]
    lines = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(job),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout:
            print(f"{job.label}: {line}", end="", flush=True)
            lines.append(line)
    code = process.returncode
    return Result(job, code, counts_of("".join(lines)), time.monotonic() - start)


def main(argv=None):
    """Runs all jobs; exit status 0 when each passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backends", default=",".join(BACKENDS))
    parser.add_argument("--oldest-keras", help="folder that holds an older keras")
    arguments, extra = parser.parse_known_args(argv)
    backends = arguments.backends.split(",")
    unknown = sorted(set(backends) - set(BACKENDS))
    if unknown:
        parser.error(f"`--backends` must be among {BACKENDS}. Received: {unknown}.")
    jobs = plan(backends, arguments.oldest_keras, extra)
    with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        results = list(pool.map(run, jobs))
    print("\n=== summary ===")
    for result in results:
        print(f"{result.line()}in {result.seconds:.0f} s")
    passed = sum(result.counts.get("passed", 0) for result in results)
    print(f"{passed} passed, {sum(result.failed for result in results)} failed")
    return 0 if all(result.ok for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
