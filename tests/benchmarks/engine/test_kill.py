"""Processes that are really killed, and processes that share a folder."""

import multiprocessing
import random
import time

import pytest

from tests.benchmarks.engine import fake_runs
from tests.benchmarks.engine.fake_runs import results, rows_of, run_to_end

QUICK = ("counting,tuned", "quick")
# Of a run, not of what is measured.
OF_THE_RUN = ("seconds", "environment")


@pytest.fixture(scope="module")
def server():
    """Imports once what every process needs, so that each starts in no time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([fake_runs.__name__])
    return context


class Process:
    """A run in a process of its own, which has read the store."""

    def __init__(self, server, folder, seconds, *what):
        self._ours, theirs = server.Pipe()
        arguments = (folder, seconds, theirs, *what)
        self._process = server.Process(
            target=fake_runs.run_until_killed, args=arguments, daemon=True
        )
        self._process.start()
        theirs.close()
        assert self._ours.recv() == "ready"

    def kill(self):
        self._process.kill()
        self._process.join(60)

    def num_written(self):
        written = self._ours.recv()
        self._process.join(60)
        return written


def test_killed_at_random_moments_it_ends_as_if_never_killed(tmp_path, server):
    run_to_end(tmp_path / "whole", "counting")
    moments = random.Random(5)
    path, kept = tmp_path / "killed" / "rows.jsonl", b""
    for _ in range(25):
        process = Process(server, tmp_path / "killed", seconds=0.005)
        time.sleep(moments.uniform(0, 0.06))
        process.kill()
        lines = path.read_bytes()
        assert lines.startswith(kept)
        kept = lines[: lines.rfind(b"\n") + 1]
    Process(server, tmp_path / "killed", seconds=0).num_written()
    assert results(tmp_path / "killed") == results(tmp_path / "whole")


def test_two_processes_share_the_work_and_store_each_row_once(tmp_path, server):
    pair = [Process(server, tmp_path / "shared", seconds=0.01) for _ in range(2)]
    assert sum(process.num_written() for process in pair) == 40
    run_to_end(tmp_path / "whole", "counting")
    assert results(tmp_path / "shared") == results(tmp_path / "whole")


def test_the_blocks_of_a_killed_process_go_to_the_other(tmp_path, server):
    slow = Process(server, tmp_path, seconds=60)
    fast = Process(server, tmp_path, seconds=0)
    slow.kill()
    assert fast.num_written() == 40
    assert len(results(tmp_path)) == 40


def measured(folder):
    """The rows in their order, without what is of the run."""
    return [
        {name: value for name, value in row.items() if name not in OF_THE_RUN}
        for row in rows_of(folder)
    ]


@pytest.mark.parametrize("num_rows", [3, 15, 33])
def test_a_quick_run_killed_in_the_middle_gives_the_rows_of_a_whole_one(
    tmp_path, server, num_rows
):
    """In the first experiment, in the tuning of the second, in what follows it."""
    run_to_end(tmp_path / "whole", *QUICK)
    whole = measured(tmp_path / "whole")
    assert [row["phase"] for row in whole].count("tune") == 18
    path = tmp_path / "killed" / "rows.jsonl"
    process = Process(server, tmp_path / "killed", 0.01, *QUICK)
    while not path.exists() or path.read_bytes().count(b"\n") < num_rows:
        time.sleep(0.002)
    process.kill()
    assert num_rows <= path.read_bytes().count(b"\n") < len(whole)
    run_to_end(tmp_path / "killed", *QUICK)
    assert measured(tmp_path / "killed") == whole
