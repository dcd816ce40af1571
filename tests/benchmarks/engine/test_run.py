import json

import pytest

from benchmarks.engine.json_lines import StoreError
from benchmarks.engine.store import Store
from tests.benchmarks.engine.fake_runs import make_run, results, run_to_end


def test_a_run_gives_one_row_per_cell(tmp_path):
    run, stopped_by = run_to_end(tmp_path, "counting", seeds=3)
    assert stopped_by is None
    assert run.num_written == 6
    scores = {(r["arm"], r["seed"]): r["metrics"]["score"] for r in run.store.rows}
    expected = {(a, s): b + s for a, b in (("a", 100), ("b", 200)) for s in range(3)}
    assert scores == expected


def test_rows_hold_what_a_reader_needs(tmp_path):
    run, _ = run_to_end(tmp_path, "counting", seeds=1)
    row = run.store.rows[0]
    assert set(row) == {
        "key", "experiment", "arm", "scale", "phase", "seed", "hyperparameters",
        "settings", "status", "reason", "metrics", "seconds", "data", "data_hash",
        "source_hash", "backend", "environment",
    }  # fmt: skip
    assert {"python", "keras", "numpy", "device", "cores", "time"} <= set(
        row["environment"]
    )
    assert row["status"] == "done"
    assert row["seconds"] >= 0


def test_the_same_command_runs_nothing_twice(tmp_path):
    run_to_end(tmp_path, "counting")
    before = (tmp_path / "rows.jsonl").read_bytes()
    again, _ = run_to_end(tmp_path, "counting")
    assert again.num_written == 0
    assert (tmp_path / "rows.jsonl").read_bytes() == before


def test_more_seeds_use_the_rows_that_are_there(tmp_path):
    run_to_end(tmp_path, "counting", seeds=5)
    five = results(tmp_path)
    more, _ = run_to_end(tmp_path, "counting", seeds=10)
    assert more.num_written == 10
    assert five.items() <= results(tmp_path).items()


def test_an_error_costs_its_cell_and_is_tried_again(tmp_path, monkeypatch):
    run, stopped_by = run_to_end(tmp_path, "failing")
    assert stopped_by is None
    assert run.num_written == 5
    assert run.progress() == (5, 6)
    assert [(r["arm"], r["seed"]) for r in run.failed_rows()] == [("b", 1)]
    assert "RuntimeError: no score for b at seed 1" in run.failed_rows()[0]["reason"]
    assert "failing b seed 1: error: RuntimeError" in run.display.lines[0]
    monkeypatch.setenv("FAKE_REPAIRED", "1")
    again, _ = run_to_end(tmp_path, "failing")
    assert again.num_written == 1
    assert again.failed_rows() == []
    assert len(results(tmp_path)) == 6


def test_an_error_is_tried_once_per_run(tmp_path):
    run_to_end(tmp_path, "failing")
    run_to_end(tmp_path, "failing")
    # In its block, then alone; no more than that in either run.
    assert len((tmp_path / "errors.jsonl").read_text().splitlines()) == 2


def test_the_budget_lets_the_first_block_begin_and_the_rest_wait(tmp_path):
    run, stopped_by = run_to_end(tmp_path, "counting", budget_s=1e-9)
    assert stopped_by == "budget"
    assert [(r["arm"], r["seed"]) for r in run.store.rows] == [("a", 0), ("b", 0)]
    rest, stopped_by = run_to_end(tmp_path, "counting")
    assert stopped_by is None
    assert rest.num_written == 38


def test_a_block_that_would_not_fit_is_not_begun(tmp_path):
    run = make_run(tmp_path, "counting", budget_s=60)
    held, _ = run.take_block()
    run._timing.add("counting", 1, 40.0)
    assert not run.fits(held.block)
    assert not run.is_out_of_time()


def test_ctrl_c_keeps_what_is_finished(tmp_path, monkeypatch):
    run = make_run(tmp_path, "counting")
    finish, finished = run.finish, []

    def interrupted(held):
        finish(held)
        finished.append(held)
        if len(finished) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(run, "finish", interrupted)
    from benchmarks.engine.drivers import run_here

    with pytest.raises(KeyboardInterrupt):
        run_here(run)
    assert len(results(tmp_path)) == 6
    _, stopped_by = run_to_end(tmp_path, "counting")
    assert stopped_by is None
    assert len(results(tmp_path)) == 40


def test_other_backend_or_data_is_run_anew(tmp_path):
    run_to_end(tmp_path, "counting", seeds=1)
    other, _ = run_to_end(tmp_path, "counting", seeds=1, backend="torch")
    assert other.num_written == 2
    assert len(results(tmp_path)) == 4


def test_blocks_held_by_another_process_are_left_to_it(tmp_path):
    mine, other = (make_run(tmp_path, "counting", seeds=2) for _ in range(2))
    first, _ = mine.take_block()
    second, _ = other.take_block()
    assert first.block.name != second.block.name
    nothing, any_left = mine.take_block()
    assert nothing is None
    assert any_left
    second.lock.release()
    third, _ = mine.take_block()
    assert third.block.name == second.block.name


def test_a_block_done_meanwhile_is_not_taken(tmp_path):
    mine = make_run(tmp_path, "counting", seeds=2)
    run_to_end(tmp_path, "counting", seeds=2)
    assert mine.take_block() == (None, False)


def test_a_full_disk_stops_with_the_earlier_rows_intact(tmp_path, monkeypatch):
    run_to_end(tmp_path, "counting", seeds=2)
    before = results(tmp_path)

    def fail(descriptor, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("benchmarks.engine.json_lines.os.write", fail)
    with pytest.raises(StoreError, match="The disk is full"):
        run_to_end(tmp_path, "counting", seeds=3)
    monkeypatch.undo()
    assert results(tmp_path) == before
    run_to_end(tmp_path, "counting", seeds=3)
    assert len(results(tmp_path)) == 6


def test_a_half_written_row_is_run_again(tmp_path):
    run_to_end(tmp_path, "counting", seeds=2)
    complete = results(tmp_path)
    path = tmp_path / "rows.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    run, _ = run_to_end(tmp_path, "counting", seeds=2)
    assert run.num_written == 1
    assert results(tmp_path) == complete
    assert "half-written" in run.store.notes[0]


def test_rows_are_plain_json(tmp_path):
    run_to_end(tmp_path, "tuned")
    for line in (tmp_path / "rows.jsonl").read_text().splitlines():
        json.loads(line, parse_constant=pytest.fail)
    never = [r for r in Store(tmp_path).rows if r["arm"] == "c"]
    assert {(r["status"], r["metrics"]["score"]) for r in never} == {("done", None)}
    assert {r["reason"] for r in never} == {"not finite: score is nan"}
