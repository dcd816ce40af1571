"""How many injected faults `TrainingMonitor` finds, and how often it cries wolf.

    python -m benchmarks.diagnosis run --part development|held-out
        [--backends torch,jax,tensorflow] [--turns 12] [--seconds S] [--out FILE]
    python -m benchmarks.diagnosis report [--out FILE] [--page PAGE]

`run` writes a row per run, in JSON lines, as soon as it is there; the same command
goes on where it was stopped. `report` prints the tables of the rows; `--page` writes
them into a page, with a figure beside it.
"""

import argparse
import os
import pathlib
import subprocess
import sys

from benchmarks.diagnosis.cells import PARTS, RUNS_PER_FAULT

BACKENDS = ("torch", "jax", "tensorflow")
RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results" / "diagnosis.jsonl"


def run(arguments):
    """Runs one process per backend, one after another; the worst exit status."""
    codes = [_worker(arguments, backend) for backend in arguments.backends]
    return max(codes)


def _worker(arguments, backend):
    command = [sys.executable, "-m", "benchmarks.diagnosis.worker"]
    command += [arguments.part, str(arguments.turns), str(arguments.out)]
    command += [str(arguments.seconds)] if arguments.seconds else []
    # More threads than one only wait for each other in nets as small as these.
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"}
    env = {**os.environ, **quiet, "KERAS_BACKEND": backend}
    return subprocess.run(command, env=env, check=False).returncode


def report(arguments):
    """Prints the tables; writes the page and its figure."""
    from benchmarks.diagnosis.page import with_results, write_figure
    from benchmarks.diagnosis.rates import newest
    from benchmarks.diagnosis.tables import tables
    from benchmarks.engine.json_lines import JsonLines

    rows = newest(JsonLines(arguments.out).read())
    print(tables(rows))
    if arguments.page:
        figure = arguments.page.with_suffix(".svg")
        page = arguments.page.read_text(encoding="utf-8")
        page = with_results(page, rows, figure.name)
        arguments.page.write_text(page, encoding="utf-8")
        write_figure(rows, figure)
    return 0


def main(argv=None):
    """Runs or reports; 1 when a run went wrong."""
    arguments = _parse(argv)
    return arguments.do(arguments)


def _parse(argv):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    runs = commands.add_parser("run", help="train, and write rows")
    runs.set_defaults(do=run)
    runs.add_argument("--part", choices=PARTS, required=True)
    runs.add_argument("--backends", type=_backends, default=["torch"])
    runs.add_argument("--turns", type=int, default=RUNS_PER_FAULT)
    runs.add_argument("--seconds", type=float, help="budget of each backend")
    told = commands.add_parser("report", help="print the tables of the rows")
    told.set_defaults(do=report)
    told.add_argument("--page", type=pathlib.Path, help="page that gets the tables")
    for command in (runs, told):
        command.add_argument("--out", type=pathlib.Path, default=RESULTS)
    return parser.parse_args(argv)


def _backends(text):
    backends = text.split(",")
    if not set(backends) <= set(BACKENDS):
        raise argparse.ArgumentTypeError(f"must be among {', '.join(BACKENDS)}")
    return backends


if __name__ == "__main__":
    sys.exit(main())
