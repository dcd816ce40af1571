"""Measures a study of searches, and shows its rows.

    python -m benchmarks.search STUDY [--out FILE] [--page PAGE] [--table]
        [--repetitions N] [--tiny]

Each row is appended to the file and synced when it is done; the same command goes on
where it was stopped. `--page` writes the section of the study into a page. `--table`
measures nothing and prints the section of the file. `--tiny` only shows that the
study runs; its rows are not kept. The backend is that of KERAS_BACKEND, or JAX.
"""

import argparse
import os
import pathlib
import sys

from benchmarks.engine.json_lines import JsonLines
from benchmarks.layers.table import write_into

os.environ.setdefault("KERAS_BACKEND", "jax")
from benchmarks.search.frame import STUDIES, Options, marks, study_of

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results" / "search.jsonl"


def rows_of(name, path):
    """The stored rows of a study."""
    return [row for row in JsonLines(path).read() if row["study"] == name]


def measured(study, options, path):
    """Measures what is missing; returns the new rows, each of them stored."""
    rows = []
    for row in study.measure(options):
        rows.append(row)
        if path:
            _append(path, row)
        print(f"{row['key']}: done", flush=True)
    return rows


def _append(path, row):
    path.parent.mkdir(parents=True, exist_ok=True)
    with JsonLines(path).locked() as lines:
        lines.append([row])


def main(argv=None):
    """Measures, prints the section, writes the page."""
    arguments = _parse(argv)
    study = study_of(arguments.study)
    kept = arguments.out or (RESULTS if arguments.table else None)
    rows = rows_of(study.NAME, kept) if kept else []
    if not arguments.table:
        done = frozenset(row["key"] for row in rows)
        options = Options(done, arguments.repetitions, arguments.tiny)
        rows += measured(study, options, arguments.out)
    section = study.section(rows)
    print(section)
    if arguments.page:
        write_into(arguments.page, section, marks(study.NAME))


def _parse(argv):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("study", choices=STUDIES)
    parser.add_argument("--out", type=pathlib.Path, help="file of the rows")
    parser.add_argument("--page", type=pathlib.Path, help="page that gets the section")
    parser.add_argument("--table", action="store_true", help="measure nothing")
    parser.add_argument("--repetitions", type=int, help="how many, if not all")
    parser.add_argument("--tiny", action="store_true", help="only show that it runs")
    arguments = parser.parse_args(argv)
    if arguments.tiny and (arguments.out or arguments.page):
        parser.error("--tiny keeps nothing: leave out --out and --page")
    return arguments


if __name__ == "__main__":
    sys.exit(main())
