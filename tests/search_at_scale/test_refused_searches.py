"""What a search refuses, and what it then leaves as it was."""

import errno
import json
import shutil
import sys

import keras_tuner
import pytest

from keras_nntricks import search
from keras_nntricks.search._json_file import DiskFullError
from tests.search_at_scale.formula_searches import (
    Killed,
    Random,
    WithoutTraining,
    files_of,
    found,
    raise_when_written,
    searched,
    tuner_of,
)


@pytest.fixture(autouse=True)
def quiet(capsys):
    """Keras Tuner prints that it reloads."""


class OneLayer(keras_tuner.HyperModel):
    """A space; nothing is trained."""

    def __init__(self, **changes):
        super().__init__()
        self.rate = {"min_value": 1e-4, "max_value": 1.0, "sampling": "log", **changes}
        self.more = ()

    def build(self, hp):
        hp.Float("rate", **self.rate)
        for name in self.more:
            hp.Boolean(name)

    def fit(self, hp, model, **kwargs):
        return 1.0


class Built(WithoutTraining, search.RandomSearch):
    """Declares its space in `build`."""

    cost = staticmethod(lambda hp: hp.get("rate"))


def _built(folder, hypermodel, objective=None):
    settings = {"max_trials": 3, "seed": 0, "directory": folder}
    return Built(hypermodel, objective, **settings)


def test_another_space_is_refused(tmp_path):
    _built(tmp_path, OneLayer()).search(verbose=0)
    before = files_of(tmp_path)
    changed = OneLayer(max_value=10.0)
    changed.more = ("new",)
    with pytest.raises(ValueError, match=r"new is new; rate was Float.*max_value=10.0"):
        _built(tmp_path, changed)
    assert files_of(tmp_path) == before
    assert len(_built(tmp_path, OneLayer()).oracle.trials) == 3


def test_another_objective_is_refused(tmp_path):
    _built(tmp_path, OneLayer()).search(verbose=0)
    with pytest.raises(ValueError, match=r"objective was .*default_objective.*mse"):
        _built(tmp_path, OneLayer(), "mse")


@pytest.mark.parametrize("name", ["oracle.json", "tuner0.json", "trial_1/trial.json"])
@pytest.mark.parametrize("text", ['{"trial_id": "1", "hyp', "[]", ""])
def test_a_damaged_file_is_named(tmp_path, name, text):
    searched(Random, tmp_path)
    path = tmp_path / "untitled_project" / name
    path.write_text(text)
    before = files_of(tmp_path)
    with pytest.raises(ValueError, match="is damaged") as told:
        tuner_of(Random, tmp_path)
    assert repr(str(path)) in str(told.value)
    assert files_of(tmp_path) == before


def test_a_trial_whose_folder_is_deleted_is_given_up(tmp_path):
    first = tuner_of(Random, tmp_path)
    first.kill_at = 4
    with pytest.raises(Killed):
        first.search(verbose=0)
    shutil.rmtree(tmp_path / "untitled_project" / "trial_1")
    tuner = searched(Random, tmp_path)
    statuses = [status for _, _, status, _ in found(tuner)]
    assert statuses == ["COMPLETED", "FAILED", *["COMPLETED"] * 6]


@pytest.mark.parametrize("name", ["oracle.json", "tuner0.json", "trial_2/trial.json"])
def test_a_full_disk_is_named_and_harms_nothing(tmp_path, monkeypatch, name):
    whole = searched(Random, tmp_path / "whole")
    tuner = tuner_of(Random, tmp_path / "full")
    full = OSError(errno.ENOSPC, "No space left on device")
    raise_when_written(monkeypatch, name, full)
    with pytest.raises(
        DiskFullError, match=r"The disk of the folder .* is full"
    ) as told:
        tuner.search(verbose=0)
    assert told.value.errno == errno.ENOSPC
    monkeypatch.undo()
    for path in (tmp_path / "full").rglob("*.json"):
        json.loads(path.read_text())
    assert not list((tmp_path / "full").rglob(".new*"))
    assert found(searched(Random, tmp_path / "full")) == found(whole)


def test_what_to_install_is_said(monkeypatch):
    for name in [n for n in sys.modules if n.split(".")[0] == "keras_tuner"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "keras_nntricks.search")
    with pytest.raises(ImportError, match=r"pip install keras-nntricks\[tuner\]"):
        __import__("keras_nntricks.search")
