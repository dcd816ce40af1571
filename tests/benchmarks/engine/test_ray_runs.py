"""Runs on a Ray cluster of two nodes, of which workers and nodes are lost."""

import os
import signal
import threading
import time
import warnings

import pytest
from ray.cluster_utils import Cluster

from benchmarks.commands import cli, exits
from benchmarks.engine import drivers, registry
from keras_nntricks import engines
from tests.benchmarks.engine.fake_runs import REGISTRY, make_run, results, run_to_end

NUM_BLOCKS = 6
SECONDS = 120


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where blocks note that they begin, and wait."""
    folder = tmp_path_factory.mktemp("held")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAKE_FOLDER", str(folder))
        yield folder


@pytest.fixture(scope="module")
def cluster(folder):
    """The driver's node runs nothing; each of two others runs a block at a time."""
    head = {"num_cpus": 0, "include_dashboard": False}
    with warnings.catch_warnings():
        # An earlier test may have started JAX; Ray's forks turn into other programs.
        warnings.filterwarnings("ignore", r"os\.fork\(\) was called", RuntimeWarning)
        cluster = Cluster(initialize_head=True, head_node_args=head)
        for _ in range(2):
            cluster.add_node(num_cpus=1)
    # Connected once: the runs find Ray running and leave it so.
    with engines.ray(address=cluster.address):
        yield cluster
    cluster.shutdown()


@pytest.fixture
def whole(folder, tmp_path):
    """The rows of a run in one process."""
    (folder / "go").touch()
    run_to_end(tmp_path / "whole", "held")
    (folder / "go").unlink()
    (folder / "notes").unlink()
    return results(tmp_path / "whole")


def begun(folder):
    """The lines "seed process" of the blocks that have begun."""
    notes = folder / "notes"
    return notes.read_text().splitlines() if notes.exists() else []


def deaths_told(run):
    return [line for line in run.display.lines if line.endswith("It is run again.")]


def run_with_a_loss(cluster, folder, out, lose):
    """Runs on Ray; `lose` is called once both nodes are in the middle of a block.

    These go on when the driver has noticed: a lost one may not end as if unharmed.
    """
    run = make_run(out, "held")
    until = time.monotonic() + SECONDS

    def wait_for(is_so):
        while not is_so() and time.monotonic() < until:
            time.sleep(0.02)

    def wait_and_lose():
        wait_for(lambda: len(begun(folder)) == 2)
        lose()
        wait_for(lambda: deaths_told(run))
        (folder / "go").touch()

    thread = threading.Thread(target=wait_and_lose)
    thread.start()
    assert drivers.run_on_ray(run, address=cluster.address) is None
    thread.join()
    return run


def assert_one_block_was_begun_twice(run, folder):
    seeds = [int(line.split()[0]) for line in begun(folder)]
    assert len(seeds) == NUM_BLOCKS + 1
    assert set(seeds) == set(range(NUM_BLOCKS))
    assert len(deaths_told(run)) == 1


def test_a_killed_worker_loses_no_cell_and_doubles_none(
    cluster, folder, tmp_path, whole
):
    def kill():
        os.kill(int(begun(folder)[0].split()[1]), signal.SIGKILL)

    run = run_with_a_loss(cluster, folder, tmp_path / "ray", kill)
    assert run.num_workers == 2
    assert run.num_written == 2 * NUM_BLOCKS
    assert results(tmp_path / "ray") == whole
    assert_one_block_was_begun_twice(run, folder)


def test_a_node_removed_by_force_loses_no_cell_and_doubles_none(
    cluster, folder, tmp_path, whole
):
    def remove():
        cluster.remove_node(cluster.list_all_nodes()[-1], allow_graceful=False)

    run = run_with_a_loss(cluster, folder, tmp_path / "ray", remove)
    assert run.num_written == 2 * NUM_BLOCKS
    assert results(tmp_path / "ray") == whole
    assert_one_block_was_begun_twice(run, folder)


def test_the_command_runs_on_a_cluster(cluster, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(registry, "Registry", lambda: REGISTRY)
    options = ("--scale", "smoke", "--experiments", "counting", "--seeds", "2")
    place = ("--engine", "ray", "--address", cluster.address, "--workers", "1")
    status = cli.main(["run", *options, *place, "--out", str(tmp_path)])
    assert status == exits.OK
    assert "4 cells were run; 4 of 4 are done." in capsys.readouterr().out
    assert len(results(tmp_path)) == 4
