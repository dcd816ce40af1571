"""The pages of the tricks and the README state the verdicts of the committed rows."""

import pytest

from benchmarks.engine.advice import named_claims
from benchmarks.layers.table import shown
from benchmarks.tricks.__main__ import ROOT, committed_verdicts, path_of
from benchmarks.tricks.claims import OF_NO_TRICK, TRICKS
from benchmarks.tricks.defaults import DEFAULTS
from benchmarks.tricks.tables import COLUMN, MARKS, block, claims_of, with_column

HOW = "`python -m benchmarks.tricks` writes them."


@pytest.fixture(scope="module")
def judged():
    return committed_verdicts()[0]


@pytest.mark.parametrize("page", TRICKS)
def test_a_page_states_the_verdicts_of_the_rows(page, judged):
    text = path_of(page).read_text(encoding="utf-8")
    assert shown(text, MARKS) == block(claims_of(TRICKS[page], judged)), HOW


def test_pages_without_claims_state_no_verdicts():
    pages = (ROOT / "docs" / "content").rglob("*.md")
    stating = {path for path in pages if MARKS[0] in path.read_text(encoding="utf-8")}
    assert stating == {path_of(page) for page in TRICKS}


def test_a_readme_that_states_verdicts_states_those_of_the_rows(judged):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    if COLUMN in text:
        assert with_column(text, TRICKS, judged) == text, HOW


def test_each_experiment_belongs_to_a_trick_or_is_said_to_belong_to_none(judged):
    names = [*(name for names in TRICKS.values() for name in names), *OF_NO_TRICK]
    placed = {one[0].name for name in names for one in named_claims(name, judged)}
    assert placed == {experiment.name for experiment, *_ in judged}


@pytest.mark.parametrize("default", DEFAULTS, ids=lambda default: default.when)
def test_advice_rests_on_claims_that_there_are(default, judged):
    assert claims_of(default.claims, judged)
