"""What a watched training costs, from its parts.

    python -m benchmarks.monitors.parts [--backends tensorflow,jax,torch] [--steps 250]
        [--out FILE] [--page PAGE] [--table]

A row per network and backend, in place of the one that the file holds.
"""

import argparse
import json
import os
import pathlib
import sys

from benchmarks.layers.__main__ import read, write
from benchmarks.layers.table import write_into
from benchmarks.monitors.__main__ import merged
from benchmarks.monitors.measure import BACKENDS, answer_of
from benchmarks.monitors.parts_table import MARKS, table
from benchmarks.monitors.problems import PROBLEMS

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results"
ROWS = RESULTS / "monitor_parts.jsonl"
GUARDED_ROUNDS = 15


def measure(name, steps):
    """The row of a network on the backend of this process."""
    from benchmarks.engine.environment import environment
    from benchmarks.monitors import steps as timed
    from keras_nntricks import callbacks

    problem = PROBLEMS[name]
    size = problem.batch_size
    watched, hooks, data = {}, {}, problem.data(steps)
    for monitor in (callbacks.TrainingMonitor, callbacks.DeadUnitMonitor):

        def make(monitor=monitor, **settings):
            return monitor(verbose=0, **settings)

        model = problem.build()
        title = monitor.__name__
        watched[title] = timed.sampled_to_plain(model, data, size, make)
        hooks[title] = timed.hook_seconds(model, data, size, make)
    plain = timed.plain_seconds(model, data, size)
    guard = timed.watched_to_plain(
        model,
        data,
        size,
        lambda: callbacks.NaNGuard("restore", verbose=0),
        GUARDED_ROUNDS,
    )
    return {
        "benchmark": "monitor_parts",
        "problem": name,
        "backend": os.environ["KERAS_BACKEND"],
        "batch_size": size,
        "steps": steps,
        "plain_seconds": plain,
        "sampled_to_plain": watched,
        "hook_seconds": hooks,
        "guarded_to_plain": guard,
        "load_average": os.getloadavg()[0],
        "environment": environment(),
    }


def measured(backend, problem, steps):
    """The row that a process of this backend measures."""
    arguments = ("--one", problem, "--steps", str(steps))
    return answer_of("benchmarks.monitors.parts", backend, *arguments)


def main(argv=None):
    """Measures, writes the rows, writes their table into the page."""
    arguments = _parse(argv)
    if arguments.one:
        row = measure(arguments.one, arguments.steps)
        print(json.dumps(row, allow_nan=False), flush=True)
        return
    rows = read(arguments.out)
    if not arguments.table:
        for backend in arguments.backends.split(","):
            for problem in PROBLEMS:
                new = measured(backend, problem, arguments.steps)
                rows = merged(rows, [new])
                write(rows, arguments.out)
                print(f"{backend}: {problem}", flush=True)
    print(table(rows))
    if arguments.page:
        write_into(arguments.page, table(rows), MARKS)


def _parse(argv):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backends", default=",".join(BACKENDS))
    parser.add_argument("--steps", type=int, default=250)
    parser.add_argument("--out", type=pathlib.Path, default=ROWS)
    parser.add_argument("--page", type=pathlib.Path, help="page that gets the table")
    parser.add_argument("--table", action="store_true", help="measure nothing")
    parser.add_argument("--one", choices=PROBLEMS, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
