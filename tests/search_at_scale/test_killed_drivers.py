import os
import pathlib
import signal
import subprocess
import sys
import time

import pytest

from tests.search_at_scale.cheap_searches import KINDS, assert_each_once, cheap, notes

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = """
import sys
from keras_nntricks import search
from tests.search_at_scale.cheap_searches import cheap

if __name__ == "__main__":
    tuner = cheap("random", sys.argv[1])
    search.run(tuner, engine="process", workers=2, seconds=0.3)
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    directory = tmp_path_factory.mktemp("killed")
    module = "tests.search_at_scale.killed_drivers"
    command = [sys.executable, "-m", module, str(directory), *KINDS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return directory


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_goes_on_after_its_driver_was_killed(killed, kind):
    assert_each_once(killed / kind, KINDS[kind][2])


def test_the_points_of_a_grid_are_all_there_after_kills(killed):
    tuner = cheap("grid", killed)
    values = {t.hyperparameters.values["x"] for t in tuner.oracle.trials.values()}
    assert sorted(values) == [i / 4 for i in range(-4, 5)]


def test_workers_leave_with_a_killed_driver_and_the_rerun_ends(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, str(script), str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    folder = tmp_path / "random"
    driver = subprocess.Popen(command, env=environment)
    while sum(line.startswith("ended") for line in notes(folder)) < 2:
        assert driver.poll() is None
        time.sleep(0.02)
    driver.send_signal(signal.SIGKILL)
    driver.wait()
    time.sleep(1)
    left = notes(folder)
    time.sleep(0.7)
    assert notes(folder) == left
    assert sum(line.startswith("ended") for line in left) < 9
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert_each_once(folder, 9)
    ended = [line for line in notes(folder) if line.startswith("ended")]
    # A result that was on its way when the driver died is made again.
    assert len(set(ended)) == 9
    assert len(ended) <= 9 + 2
