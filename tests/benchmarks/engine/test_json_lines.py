import errno
import os

import pytest

from benchmarks.engine.json_lines import JsonLines, StoreError


def row(key):
    return {"key": key, "value": 0.1}


@pytest.fixture
def file(tmp_path):
    lines = JsonLines(tmp_path / "rows.jsonl")
    with lines.locked() as opened:
        opened.append([row("a"), row("b")])
    return lines


def test_rows_come_back_once(file):
    fresh = JsonLines(file.path)
    assert fresh.read() == [row("a"), row("b")]
    assert fresh.read() == []


def test_rows_of_another_writer_are_seen_under_the_lock(file):
    other = JsonLines(file.path)
    with other.locked() as opened:
        assert opened.unseen == [row("a"), row("b")]
        opened.append([row("c")])
    with file.locked() as opened:
        assert opened.unseen == [row("c")]


@pytest.mark.parametrize("torn", [b'{"key": "c", "va', b'{"key": "c"}', b"\0\0\n"])
def test_a_half_written_last_line_is_dropped_with_a_note(file, torn):
    with file.path.open("ab") as opened:
        opened.write(torn)
    fresh = JsonLines(file.path)
    assert fresh.read() == [row("a"), row("b")]
    assert "line 3 was half-written" in fresh.notes[0]
    assert file.path.read_bytes().endswith(torn)  # reading changes nothing
    with fresh.locked() as opened:
        opened.append([row("c")])
    assert len(fresh.notes) == 1
    assert JsonLines(file.path).read() == [row("a"), row("b"), row("c")]


@pytest.mark.parametrize("broken", ['{"key": "b", ', "[1]", '{"no": 1}', ""])
def test_a_broken_line_in_the_middle_is_named_and_left_alone(file, broken):
    lines = file.path.read_text().splitlines()
    file.path.write_text("\n".join([lines[0], broken, lines[1]]) + "\n")
    before = file.path.read_bytes()
    with pytest.raises(StoreError, match=r"rows\.jsonl, line 2 is broken"):
        JsonLines(file.path).read()
    with pytest.raises(StoreError, match="line 2"), JsonLines(file.path).locked():
        pass
    assert file.path.read_bytes() == before


def test_a_full_disk_leaves_the_earlier_rows(file, monkeypatch):
    before = file.path.read_bytes()
    written = []

    def write_half(descriptor, data):
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(os.pwrite(descriptor, data[:10], len(before)))
        return 10

    monkeypatch.setattr("benchmarks.engine.json_lines.os.write", write_half)
    with file.locked() as opened, pytest.raises(StoreError, match="The disk is full"):
        opened.append([row("c")])
    assert file.path.read_bytes() == before
    monkeypatch.undo()
    with file.locked() as opened:
        opened.append([row("c")])
    assert JsonLines(file.path).read() == [row("a"), row("b"), row("c")]


def test_a_sync_that_fails_is_an_error_and_takes_the_rows_back(file, monkeypatch):
    before = file.path.read_bytes()

    def fail(descriptor):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("benchmarks.engine.json_lines.os.fsync", fail)
    with file.locked() as opened, pytest.raises(StoreError, match="Writing failed"):
        opened.append([row("c")])
    assert file.path.read_bytes() == before


def test_numbers_that_json_lacks_are_never_written(file):
    before = file.path.read_bytes()
    with file.locked() as opened, pytest.raises(ValueError, match="JSON compliant"):
        opened.append([{"key": "c", "value": float("inf")}])
    assert file.path.read_bytes() == before
