import pytest

from benchmarks.engine.json_lines import StoreError
from benchmarks.engine.locks import BlockLock
from benchmarks.engine.store import Store


def row(key, status="done", **more):
    return {"key": key, "status": status, **more}


def test_a_key_is_stored_once_even_between_two_stores(tmp_path):
    first, second = Store(tmp_path), Store(tmp_path)
    assert first.append([row("a"), row("b")]) == 2
    assert second.append([row("b"), row("c"), row("c")]) == 1
    first.refresh()
    assert [r["key"] for r in first.rows] == ["a", "b", "c"]
    assert len((tmp_path / "rows.jsonl").read_text().splitlines()) == 3


def test_errors_are_kept_apart_until_the_cell_succeeds(tmp_path):
    store = Store(tmp_path)
    store.append([row("a", "error", reason="first")])
    store.append([row("a", "error", reason="second"), row("b", "error", reason="x")])
    assert store.rows == []
    assert [r["reason"] for r in store.errors()] == ["second", "x"]
    assert [r["reason"] for r in store.errors(since=2)] == ["x"]
    store.append([row("a", "diverged")])
    assert [r["key"] for r in Store(tmp_path).errors()] == ["b"]
    assert [r["key"] for r in Store(tmp_path).rows] == ["a"]


def test_reading_a_folder_that_is_not_there_makes_none(tmp_path):
    assert Store(tmp_path / "none").rows == []
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"Cannot make .*file/out: Not a directory"):
        Store(tmp_path / "file" / "out").create()


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path, monkeypatch):
    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("benchmarks.engine.json_lines.os.open", refuse)
    with pytest.raises(StoreError, match=r"Cannot open .*Permission denied.*--out"):
        Store(tmp_path).create()


def test_a_block_has_one_holder(tmp_path):
    first, second = BlockLock(tmp_path, "block"), BlockLock(tmp_path, "block")
    assert first.acquire()
    assert not second.acquire()
    assert BlockLock(tmp_path, "other").acquire()
    first.release()
    assert second.acquire()
