"""Time and memory of a train step of each layer against Keras, on each backend.

    python -m benchmarks.layers [--backends tensorflow,tensorflow-jit,jax,torch]
        [--repeats 15] [--pairs NAME ...] [--out FILE] [--page PAGE] [--table]

The file gets one row per pair and backend, in JSON lines, in place of those of the
same pair and backend that it holds. `--page` writes the tables of all rows of the
file into a page. `--table` measures nothing and prints the tables of the file.
"""

import argparse
import json
import pathlib
import sys

from benchmarks.layers.modes import MODES
from benchmarks.layers.table import BEGIN, END, tables, write_into

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results" / "layers.jsonl"


def read(path):
    """The rows of a file; none when there is no file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def merged(old, new):
    """All rows in a fixed order; a new one takes the place of an old one."""
    from benchmarks.layers.pairs import PAIRS

    rows = {(row["pair"], row["mode"]): row for row in (*old, *new)}
    order = [(pair, mode) for pair in PAIRS for mode in MODES]
    return [rows[key] for key in order if key in rows]


def write(rows, path):
    """The rows as JSON lines, in place of what the file held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(row, allow_nan=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")


def measured(arguments, rows):
    """All rows, with those of each mode in the file when it is done, and the errors."""
    from benchmarks.layers.measure import measure

    errors = []
    for mode in arguments.backends:
        new, wrong = measure(mode, arguments.pairs, arguments.repeats)
        rows, errors = merged(rows, new), errors + wrong
        if arguments.out:
            write(rows, arguments.out)
    return rows, errors


def main(argv=None):
    """Measures, prints the tables, writes the rows; 1 when a pair went wrong."""
    arguments = _parse(argv)
    kept = arguments.out or arguments.table
    rows, errors = read(arguments.out or RESULTS) if kept else [], []
    if not arguments.table:
        rows, errors = measured(arguments, rows)
    print(tables(rows))
    if arguments.page:
        write_into(arguments.page, tables(rows), (BEGIN, END))
    for line in errors:
        print(line, file=sys.stderr)
    return 1 if errors else 0


def _parse(argv):
    from benchmarks.layers.pairs import PAIRS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backends", type=_modes, default=[*MODES])
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--pairs", nargs="+", choices=PAIRS, default=[*PAIRS])
    parser.add_argument("--out", type=pathlib.Path, help="file of the rows")
    parser.add_argument("--page", type=pathlib.Path, help="page that gets the tables")
    parser.add_argument("--table", action="store_true", help="measure nothing")
    return parser.parse_args(argv)


def _modes(text):
    modes = text.split(",")
    if not set(modes) <= set(MODES):
        raise argparse.ArgumentTypeError(f"must be among {', '.join(MODES)}")
    return modes


if __name__ == "__main__":
    sys.exit(main())
