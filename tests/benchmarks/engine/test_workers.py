import dataclasses
import multiprocessing

import pytest

from benchmarks.engine import drivers
from benchmarks.engine.measuring import OtherContextError
from tests.benchmarks.engine.fake_runs import make_run, results, run_to_end


def test_workers_give_the_rows_of_one_process(tmp_path):
    run = make_run(tmp_path / "two", "counting", "quick")
    assert drivers.run_in_workers(run, 2) is None
    assert run.num_written == 10
    assert run.num_workers == 2
    run_to_end(tmp_path / "one", "counting", "quick")
    assert results(tmp_path / "two") == results(tmp_path / "one")


def test_a_worker_that_is_killed_costs_its_block_which_is_run_again(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("FAKE_DEATHS", f"{tmp_path / 'deaths'}:2")
    run = make_run(tmp_path, "lethal")
    assert drivers.run_in_workers(run, 1) is None
    assert len(results(tmp_path)) == 6
    told = [line for line in run.display.lines if "exit code -9" in line]
    assert len(told) == 2
    assert told[0].startswith("lethal final seed 1: ")
    assert told[0].endswith("It is run again.")


def test_a_block_that_kills_each_worker_becomes_errors(tmp_path, monkeypatch):
    monkeypatch.setenv("FAKE_DEATHS", f"{tmp_path / 'deaths'}:99")
    monkeypatch.setattr(drivers, "MAX_RETRIES", 0)
    run = make_run(tmp_path, "lethal")
    assert drivers.run_in_workers(run, 1) is None
    assert (tmp_path / "deaths").read_text().count("\n") == 1
    assert {(r["arm"], r["seed"]) for r in run.failed_rows()} == {("a", 1), ("b", 1)}
    assert run.display.lines[1].endswith("It is given up.")
    assert len(results(tmp_path)) == 4


def test_the_budget_stops_workers_too(tmp_path):
    run = make_run(tmp_path, "counting", budget_s=1e-9)
    assert drivers.run_in_workers(run, 1) == "budget"
    assert len(results(tmp_path)) == 2


def test_ctrl_c_stores_finished_blocks_and_leaves_no_worker(tmp_path, monkeypatch):
    run = make_run(tmp_path, "counting")
    finish = run.finish

    def interrupted(held):
        finish(held)
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "finish", interrupted)
    with pytest.raises(KeyboardInterrupt):
        drivers.run_in_workers(run, 1)
    assert len(results(tmp_path)) >= 2
    assert multiprocessing.active_children() == []


def test_a_worker_with_other_sources_or_data_measures_nothing(tmp_path):
    run = make_run(tmp_path, "counting", seeds=1)
    held, _ = run.take_block()
    assert len(held.job.rows()) == 2
    other = dataclasses.replace(held.context, source_hash="older", data_hash="other")
    job = dataclasses.replace(held.job, context=other)
    with pytest.raises(OtherContextError, match=r"source_hash \w+, not older; data_h"):
        job.rows()
    held.lock.release()


def test_what_a_worker_refuses_is_an_error_of_each_cell(tmp_path):
    run = make_run(tmp_path, "counting", seeds=1, backend="torch")
    assert drivers.run_in_workers(run, 1) is None
    assert results(tmp_path) == {}
    reasons = {row["reason"].splitlines()[-1] for row in run.failed_rows()}
    assert len(reasons) == 1
    assert "backend jax, not torch" in reasons.pop()
