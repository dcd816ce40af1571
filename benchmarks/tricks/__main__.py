"""Writes the verdicts of the committed rows into the README and the trick pages.

    python -m benchmarks.tricks [--check]

`--check` writes nothing, names what is not up to date and ends with status 1.
"""

import argparse
import pathlib
import sys

from benchmarks.engine.reading import recorded_rows
from benchmarks.engine.registry import Registry
from benchmarks.engine.store import Store
from benchmarks.engine.verdict import judge_all
from benchmarks.layers.table import with_text
from benchmarks.tricks.claims import TRICKS
from benchmarks.tricks.tables import MARKS, block, claims_of, with_column

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "benchmarks" / "results" / "quick"
SCALE, BACKEND = "quick", "jax"


def committed_verdicts():
    """Every claim judged by the committed rows, and notes on these."""
    registry = Registry()
    experiments = registry.select()
    options = (SCALE, registry, BACKEND, True)
    rows, notes = recorded_rows(Store(RESULTS), experiments, *options)
    return judge_all(experiments, SCALE, rows), notes


def path_of(page):
    """The file of a page."""
    return ROOT / "docs" / "content" / f"{page}.md"


def texts(judged):
    """Pairs (path, its text with these verdicts)."""
    for page, names in TRICKS.items():
        path = path_of(page)
        table = block(claims_of(names, judged))
        yield path, with_text(path.read_text(encoding="utf-8"), table, MARKS)
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    yield readme, with_column(text, TRICKS, judged)


def main(argv=None):
    """Writes, or says what would be written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(argv).check
    judged, notes = committed_verdicts()
    print("\n".join(f"note: {note}" for note in notes))
    stale = [(p, t) for p, t in texts(judged) if p.read_text(encoding="utf-8") != t]
    for path, text in stale:
        print(f"{'not up to date' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main())
