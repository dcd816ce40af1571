"""The frame of the studies, with a made study in place of a slow one."""

import json
import types

import pytest

from benchmarks.search import __main__ as command
from benchmarks.search import frame

PAGE = "before\n{}\n\nold\n\n{}\nafter\n"


def measure(options):
    """One row per repetition that is missing."""
    for key in options.missing(f"made/{i}" for i in range(options.repetitions)):
        yield frame.row("made", key.split("/")[1], score=len(options.done))


def section(rows):
    """The scores and the machine."""
    cells = [(row["key"], row["score"]) for row in rows]
    return frame.table(("key", "score"), cells) + "\n\n" + frame.machines(rows)


@pytest.fixture(autouse=True)
def made_study(monkeypatch):
    study = types.SimpleNamespace(NAME="made", measure=measure, section=section)
    monkeypatch.setattr(command, "STUDIES", ("made",))
    monkeypatch.setattr(command, "study_of", {"made": study}.get)


def run(tmp_path, *arguments):
    command.main(["made", "--out", str(tmp_path / "rows.jsonl"), *arguments])
    lines = (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_second_call_measures_only_what_is_missing(tmp_path):
    first = run(tmp_path, "--repetitions", "2")
    second = run(tmp_path, "--repetitions", "3")
    assert second[:2] == first
    assert [(row["key"], row["score"]) for row in second] == [
        ("made/0", 0),
        ("made/1", 0),
        ("made/2", 2),
    ]


def test_rows_of_other_studies_stay(tmp_path):
    other = json.dumps({"study": "other", "key": "other/0"})
    (tmp_path / "rows.jsonl").write_text(other + "\n", encoding="utf-8")
    assert [row["key"] for row in run(tmp_path, "--repetitions", "1")] == [
        "other/0",
        "made/0",
    ]


def test_the_section_is_written_between_its_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(PAGE.format(*frame.marks("made")), encoding="utf-8")
    rows = run(tmp_path, "--repetitions", "1", "--page", str(page))
    begin, end = frame.marks("made")
    expected = f"before\n{begin}\n\n{section(rows)}\n\n{end}\nafter\n"
    assert page.read_text(encoding="utf-8") == expected
    assert "| made/0 | 0 |" in expected


def test_table_measures_nothing(tmp_path, capsys):
    run(tmp_path, "--repetitions", "1")
    run(tmp_path, "--table")
    assert "made/1" not in capsys.readouterr().out


def test_tiny_rows_are_not_kept(tmp_path, capsys):
    with pytest.raises(SystemExit):
        run(tmp_path, "--tiny")
    assert "leave out --out" in capsys.readouterr().err
