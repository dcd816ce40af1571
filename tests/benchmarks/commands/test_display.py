import sys

import pytest

from benchmarks.commands.display import PlainLines, display
from benchmarks.engine.timing import Projection

LEFT = Projection(12, True)


def show():
    with display(2, 10) as shown:
        shown.line("[b] failed")
        shown.block("counting final seed 1", 4, 10, LEFT)
    return shown


def test_plain_lines_hold_progress_and_projected_time(capsys):
    assert isinstance(show(), PlainLines)
    assert capsys.readouterr().out == (
        "[b] failed\ncounting final seed 1; 4 of 10 cells done, about 12 s left\n"
    )


def test_a_terminal_gets_a_bar(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("COLUMNS", "100")
    assert not isinstance(show(), PlainLines)
    said = capsys.readouterr().out
    assert "[b] failed" in said
    assert "4/10" in said
    assert "about 12 s left" in said


def test_without_rich_a_terminal_gets_plain_lines(monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert isinstance(show(), PlainLines)


@pytest.fixture(autouse=True)
def no_color(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
