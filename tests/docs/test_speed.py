"""The page about speed shows the committed rows."""

import pathlib

from benchmarks.layers.__main__ import RESULTS, read
from benchmarks.layers.table import shown, tables

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_the_page_shows_the_committed_rows():
    page = (ROOT / "docs" / "content" / "speed.md").read_text(encoding="utf-8")
    assert shown(page) == tables(read(RESULTS))
