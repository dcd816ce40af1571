"""What callbacks that watch a training cost, against a plain `fit`.

    python -m benchmarks.monitors [--backends tensorflow,jax,torch] [--steps 500]
        [--repeats 11] [--problems NAME ...] [--out FILE] [--resume] [--page PAGE]
        [--table]

The file gets one row per network and backend, in JSON lines, in place of those of the
same network and backend that it holds; `--resume` leaves those that have as many
steps and repeats as they are. `--page` writes the tables of all rows of the
file into a page. `--table` measures nothing and prints the tables of the file.
"""

import argparse
import pathlib
import sys

from benchmarks.layers.__main__ import read, write
from benchmarks.layers.table import write_into
from benchmarks.monitors.measure import BACKENDS, measure
from benchmarks.monitors.problems import PROBLEMS
from benchmarks.monitors.table import MARKS, tables

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results" / "monitors.jsonl"


def merged(old, new):
    """All rows in a fixed order; a new one takes the place of an old one."""
    rows = {(row["problem"], row["backend"]): row for row in (*old, *new)}
    order = [(problem, backend) for problem in PROBLEMS for backend in BACKENDS]
    return [rows[key] for key in order if key in rows]


def measured(arguments, rows):
    """All rows, with each in the file when it is done."""
    for backend in arguments.backends:
        for problem in arguments.problems:
            if arguments.resume and _is_kept(rows, problem, backend, arguments):
                continue
            new = measure(problem, backend, arguments.steps, arguments.repeats)
            rows = merged(rows, [new])
            if arguments.out:
                write(rows, arguments.out)
            print(f"{backend}: {problem}", flush=True)
    return rows


def _is_kept(rows, problem, backend, arguments):
    asked = (problem, backend, arguments.steps, arguments.repeats)
    keys = [
        (row["problem"], row["backend"], row["steps"], len(row["load_average"]))
        for row in rows
    ]
    return asked in keys


def main(argv=None):
    """Measures, prints the tables, writes the rows."""
    arguments = _parse(argv)
    kept = arguments.out or arguments.table
    rows = read(arguments.out or RESULTS) if kept else []
    if not arguments.table:
        rows = measured(arguments, rows)
    print(tables(rows))
    if arguments.page:
        write_into(arguments.page, tables(rows), MARKS)


def _parse(argv):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backends", type=_backends, default=[*BACKENDS])
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=11)
    parser.add_argument("--problems", nargs="+", choices=PROBLEMS, default=[*PROBLEMS])
    parser.add_argument("--resume", action="store_true", help="skip rows of the file")
    parser.add_argument("--out", type=pathlib.Path, help="file of the rows")
    parser.add_argument("--page", type=pathlib.Path, help="page that gets the tables")
    parser.add_argument("--table", action="store_true", help="measure nothing")
    return parser.parse_args(argv)


def _backends(text):
    backends = text.split(",")
    if not set(backends) <= set(BACKENDS):
        raise argparse.ArgumentTypeError(f"must be among {', '.join(BACKENDS)}")
    return backends


if __name__ == "__main__":
    sys.exit(main())
