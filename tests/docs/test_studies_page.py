"""The page of the search studies shows the committed rows."""

import pathlib

import pytest

from benchmarks.layers.table import shown
from benchmarks.search.__main__ import RESULTS, rows_of
from benchmarks.search.frame import STUDIES, marks, study_of

ROOT = pathlib.Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", STUDIES)
def test_the_page_shows_the_committed_rows(name):
    path = ROOT / "docs" / "content" / "search" / "studies.md"
    expected = study_of(name).section(rows_of(name, RESULTS))
    assert shown(path.read_text(encoding="utf-8"), marks(name)) == expected
