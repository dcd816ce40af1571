import pytest

from benchmarks.engine.advice import named_claims
from benchmarks.engine.judgement import Judgement
from benchmarks.layers.table import shown, with_text
from benchmarks.tricks import tables
from tests.benchmarks.report import samples

JUDGED = samples.judge_all(samples.EXPERIMENTS, "quick", samples.ROWS)
TRICKS = {"tricks/one": ("e91:lower", "e91:range"), "tricks/two": ("e92", "e91")}
README = """# Title

| trick | what it changes | source |
|---|---|---|
| [`One`](docs/content/tricks/one.md), [`Two`](docs/content/tricks/two.md) | much | He |
| [`Three`](docs/content/tricks/three.md) | little | |

| other | table |
|---|---|
| a | b |
"""


def names_of(judged):
    return [f"{experiment.name}:{claim.name}" for experiment, claim, _ in judged]


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        ("e92", ["e92_second:lower"]),
        ("e92_second", ["e92_second:lower"]),
        ("e91:range", ["e91_first:range"]),
        ("e91:*o*", ["e91_first:lower", "e91_first:hostile"]),
        ("e9", []),
        ("e92:other", []),
    ],
)
def test_a_name_stands_for_claims(name, claims):
    assert names_of(named_claims(name, JUDGED)) == claims


def test_claims_of_a_page_are_there_once():
    found = tables.claims_of(("e91:lower", "e91"), JUDGED)
    assert names_of(found) == [f"e91_first:{n}" for n in ("lower", "hostile", "range")]


def test_a_name_of_no_claim_is_an_error():
    with pytest.raises(ValueError, match="No claim is named e91:gone"):
        tables.claims_of(("e91", "e91:gone"), JUDGED)


def test_the_table_of_a_page_has_a_line_per_claim():
    lines = tables.block(tables.claims_of(("e91:lower", "e92"), JUDGED)).splitlines()
    assert lines[2:] == [
        r"| E91 He's loss is lower. | REPRODUCED | 0.8234 \[0.61, inf\] nats | 5 |",
        "| E92 The same, later. | NOT RUN |  |  |",
    ]


def test_a_page_that_states_another_verdict_than_the_rows_is_not_what_is_written():
    begin, end = tables.MARKS
    table = tables.block(tables.claims_of(("e91:lower",), JUDGED))
    page = with_text(f"# Page\n\n{begin}{end}\n", table, tables.MARKS)
    assert shown(page, tables.MARKS) == table
    wrong = page.replace("REPRODUCED", "INCONCLUSIVE")
    assert with_text(wrong, table, tables.MARKS) == page != wrong


def test_text_in_a_table_cannot_break_it():
    experiment, claim, _ = JUDGED[1]
    broken = Judgement(verdict="INVALID", reason="", effect=1.0, unit="a | b", n=1)
    text = tables.block([(experiment, claim, broken)])
    assert r"1 a \| b" in text
    assert r"\<script>" in text


def test_the_readme_gets_a_column_and_keeps_the_rest():
    found = tables.with_column(README, TRICKS, JUDGED)
    assert "| trick | what it changes | source | claims rerun |\n|---|" in found
    assert "| much | He | ✓ 1, ✗ 1, ≈ 1, ○ 1 |" in found
    assert "| little |  |  |" in found
    assert found.startswith("# Title\n\n")
    assert found.endswith("\n\n| other | table |\n|---|---|\n| a | b |\n")
    assert tables.with_column(found, TRICKS, JUDGED) == found


def test_a_readme_that_states_other_verdicts_is_mended():
    found = tables.with_column(README, TRICKS, JUDGED)
    wrong = found.replace("✓ 1, ✗ 1", "✓ 2")
    assert tables.with_column(wrong, TRICKS, JUDGED) == found != wrong
