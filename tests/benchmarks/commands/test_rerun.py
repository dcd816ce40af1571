import pytest

from benchmarks.commands import cli, exits
from benchmarks.engine import registry
from tests.benchmarks.engine.fake_runs import REGISTRY, run_to_end


@pytest.fixture
def rerun(monkeypatch, tmp_path, capsys):
    """Reruns a cell of a run; gives the status and what it said."""
    monkeypatch.setattr(registry, "Registry", lambda: REGISTRY)
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    run_to_end(tmp_path, "counting", seeds=3)

    def call(*cell):
        options = ("--scale", "smoke", "--out", str(tmp_path))
        status = cli.main(["rerun", *cell, *options])
        said = capsys.readouterr()
        return status, said.out + said.err

    return call


def test_a_cell_that_comes_out_again_agrees(rerun, tmp_path):
    before = (tmp_path / "rows.jsonl").read_bytes()
    status, said = rerun("counting", "b", "2")
    assert status == exits.OK
    assert said.splitlines()[0] == "counting b seed 2 "
    assert said.splitlines()[-1].split() == ["score", "202", "202", "agrees"]
    assert (tmp_path / "rows.jsonl").read_bytes() == before


def test_a_cell_that_comes_out_otherwise_gives_status_1(rerun, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(path.read_text().replace('"score": 202', '"score": 101'))
    status, said = rerun("count", "b", "2")
    assert status == exits.FAILED
    assert "differs by 1" in said


def test_a_cell_that_ends_otherwise_gives_status_1(rerun, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(
        path.read_text().replace('"status": "done"', '"status": "diverged"')
    )
    status, said = rerun("counting", "b", "2")
    assert status == exits.FAILED
    assert "It ended as done, not diverged: None" in said


@pytest.mark.parametrize("cell", [("counting", "b", "7"), ("counting", "z", "2")])
def test_a_cell_without_a_row_is_misuse(rerun, cell):
    status, said = rerun(*cell)
    assert status == exits.USAGE
    assert "holds no final cell of" in said
