import pytest

from benchmarks.engine.json_lines import StoreError
from benchmarks.engine.merging import merge
from benchmarks.engine.store import Store
from tests.benchmarks.engine.fake_runs import results, run_to_end


def row(key, score):
    names = {"experiment": "e", "arm": "a", "seed": 1, "status": "done"}
    return {"key": key, **names, "metrics": {"score": score}}


def test_rows_of_several_folders_are_joined_once(tmp_path):
    run_to_end(tmp_path / "a", "counting", seeds=3)
    run_to_end(tmp_path / "b", "counting", seeds=5)
    added = merge([tmp_path / "a", tmp_path / "b"], tmp_path / "c")
    assert added == 10
    assert results(tmp_path / "c") == results(tmp_path / "b")
    assert merge([tmp_path / "a"], tmp_path / "c") == 0


def test_rows_that_contradict_each_other_are_named_and_nothing_is_merged(tmp_path):
    Store(tmp_path / "a").create()
    Store(tmp_path / "a").append([row("k1", 1.0), row("k2", 1.0)])
    Store(tmp_path / "b").create()
    Store(tmp_path / "b").append([row("k1", 1.0), row("k2", 2.0)])
    with pytest.raises(StoreError, match=r"1 cells have different.*e a seed 1 \(k2\)"):
        merge([tmp_path / "a", tmp_path / "b"], tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_a_folder_without_rows_is_an_error(tmp_path):
    with pytest.raises(StoreError, match="holds no rows"):
        merge([tmp_path / "nothing"], tmp_path / "c")
