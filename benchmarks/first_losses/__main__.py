"""The first loss of each experiment's networks, from the same weights and batches.

    python -m benchmarks.first_losses [--experiments A,B] [--out FILE] [--page PAGE]

Measures on the backend of KERAS_BACKEND, which JAX is unless it is set. Rows of that
backend and those experiments take the place of older ones in the file. `--page`
writes how far the backends of the file are apart into a page.
"""

import argparse
import os
import pathlib
import sys

from benchmarks.first_losses.table import MARKS, table
from benchmarks.layers.__main__ import read, write
from benchmarks.layers.table import write_into

os.environ.setdefault("KERAS_BACKEND", "jax")
RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results"
FILE = RESULTS / "first_losses.jsonl"


def measured(names):
    """Rows of all experiments that train."""
    from benchmarks.commands.set_up import select
    from benchmarks.engine.store import Store
    from benchmarks.first_losses.measure import SCALE, row

    _, experiments = select(names)
    rows = Store(RESULTS / SCALE).rows
    for experiment in experiments:
        found = row(experiment, [r for r in rows if r["experiment"] == experiment.name])
        print(f"{experiment.name}: {found['losses'] if found else 'trains nothing'}")
        if found:
            yield found


def merged(old, new):
    """All rows in a fixed order; a new one takes the place of an old one."""
    rows = {(row["experiment"], row["backend"]): row for row in (*old, *new)}
    return [rows[key] for key in sorted(rows)]


def main(argv=None):
    """Measures, stores, writes the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--experiments", type=lambda text: text.split(","), default=())
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path)
    arguments = parser.parse_args(argv)
    old = read(arguments.out) if arguments.out else []
    rows = merged(old, measured(arguments.experiments))
    if arguments.out:
        write(rows, arguments.out)
    print(table(rows))
    if arguments.page:
        write_into(arguments.page, table(rows), MARKS)


if __name__ == "__main__":
    sys.exit(main())
