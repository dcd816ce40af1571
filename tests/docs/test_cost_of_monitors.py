"""The page about the cost of watching shows the committed rows."""

import pathlib

from benchmarks.layers.__main__ import read
from benchmarks.layers.table import shown
from benchmarks.monitors import parts, parts_table
from benchmarks.monitors.__main__ import RESULTS
from benchmarks.monitors.table import MARKS, tables

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_the_page_shows_the_committed_rows():
    path = ROOT / "docs" / "content" / "cost_of_monitors.md"
    assert shown(path.read_text(encoding="utf-8"), MARKS) == tables(read(RESULTS))


def test_the_page_shows_the_parts():
    path = ROOT / "docs" / "content" / "cost_of_monitors.md"
    text = shown(path.read_text(encoding="utf-8"), parts_table.MARKS)
    assert text == parts_table.table(read(parts.ROWS))
