"""One search at a time in a folder."""

import errno
import json
import os
import socket
import subprocess
import sys

import pytest

from keras_nntricks.search import _search_lock
from keras_nntricks.search._search_lock import LOCK, search_lock
from tests.search_at_scale.formula_searches import Random, files_of, searched, tuner_of


@pytest.fixture(autouse=True)
def quiet(capsys):
    """Keras Tuner prints that it reloads."""


def test_two_searches_in_a_folder_are_refused(tmp_path):
    tuner = searched(Random, tmp_path, max_trials=2)
    with search_lock(tuner.project_dir):
        before = files_of(tmp_path)
        with pytest.raises(RuntimeError, match=r"runs in .* already") as told:
            tuner.search(verbose=0)
        assert str(os.getpid()) in str(told.value)
        with pytest.raises(RuntimeError, match=r"runs in .* already"):
            tuner_of(Random, tmp_path, overwrite=True)
        assert files_of(tmp_path) == before
        # To look at it is allowed.
        assert len(tuner_of(Random, tmp_path, max_trials=2).oracle.trials) == 2
    tuner.search(verbose=0)


def _locked_by(folder, **holder):
    folder = folder / "untitled_project"
    folder.mkdir()
    me = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": 1,
        "since": "now",
    }
    (folder / LOCK).write_text(json.dumps({**me, **holder}))
    return folder / LOCK


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    lock = _locked_by(tmp_path, pid=dead.pid)
    searched(Random, tmp_path, max_trials=1)
    assert not lock.exists()


def test_the_lock_of_a_number_that_was_given_again_is_taken_over(tmp_path):
    lock = _locked_by(tmp_path, pid=os.getpid(), started=1)
    searched(Random, tmp_path, max_trials=1)
    assert not lock.exists()


def test_the_lock_of_another_machine_holds(tmp_path):
    lock = _locked_by(tmp_path, host="elsewhere")
    with pytest.raises(RuntimeError, match=r"process .* of elsewhere"):
        searched(Random, tmp_path, max_trials=1)
    assert lock.exists()


def test_who_was_slower_leaves_the_lock_of_who_took_over(tmp_path):
    dead = {"pid": 0, "host": socket.gethostname(), "started": 1, "since": "now"}
    with search_lock(tmp_path):
        before = (tmp_path / LOCK).read_text()
        # Judged while the lock of the dead process was there still.
        _search_lock._remove_stale(tmp_path / LOCK, dead)
        assert (tmp_path / LOCK).read_text() == before
    assert not list(tmp_path.iterdir())


def test_the_end_of_a_search_leaves_the_lock_of_another(tmp_path):
    with search_lock(tmp_path):
        (tmp_path / LOCK).write_text('{"pid": 1}')
    assert (tmp_path / LOCK).exists()


@pytest.mark.parametrize("number", [errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS])
def test_a_disk_without_links_can_be_locked(tmp_path, monkeypatch, number):
    def refused(*paths):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refused)
    with search_lock(tmp_path):
        with pytest.raises(RuntimeError, match=r"runs in .* already"):
            with search_lock(tmp_path):
                pass
    with search_lock(tmp_path):
        pass
    assert not list(tmp_path.iterdir())
