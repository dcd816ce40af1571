"""What is drawn, how a search goes on after it was killed, what it refuses."""

import errno
import itertools
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys

import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search
from keras_nntricks.search._grid_repair import grid_values
from keras_nntricks.search._json_file import DiskFullError
from keras_nntricks.search._search_lock import LOCK, search_lock


class Killed(BaseException):
    """As Ctrl-C: nothing within the search catches it."""


def _cost(hp):
    rate, width = hp.Float("rate", 1e-4, 1.0, sampling="log"), hp.Int("width", 2, 5)
    cost = (np.log10(rate) + 2) ** 2 + width / 10
    return float("nan") if rate > 0.3 else float(cost)


class WithoutTraining:
    """A trial costs what its values say; the one numbered `kill_at` kills."""

    kill_at = None
    cost = staticmethod(_cost)

    def run_trial(self, trial, **kwargs):
        cost = self.cost(trial.hyperparameters)
        if self.kill_at == len(self.oracle.end_order):
            raise Killed
        return cost


class Random(WithoutTraining, search.RandomSearch):
    """Random search."""


class Grid(WithoutTraining, search.GridSearch):
    """Grid search."""


class Bayesian(WithoutTraining, search.BayesianOptimization):
    """Bayesian search."""


class Hyperband(WithoutTraining, search.Hyperband):
    """Hyperband."""


SETTINGS = {
    Random: {"max_trials": 8},
    Grid: {},
    Bayesian: {"max_trials": 7, "num_initial_points": 4},
    Hyperband: {"max_epochs": 4, "factor": 2},
}


def _space():
    space = keras_tuner.HyperParameters()
    _cost(space)
    return space


def _tuner(kind, folder, seed=0, **settings):
    settings = {**SETTINGS.get(kind, {}), **settings}
    return kind(hyperparameters=_space(), seed=seed, directory=folder, **settings)


def _found(tuner):
    return [
        (name, trial.hyperparameters.values, trial.status, trial.score)
        for name, trial in sorted(tuner.oracle.trials.items())
    ]


def _searched(kind, folder, **settings):
    tuner = _tuner(kind, folder, **settings)
    tuner.search(verbose=0)
    return tuner


@pytest.fixture(autouse=True)
def quiet(capsys):
    """Keras Tuner prints that it reloads."""


# What is drawn.


def _rates(folder, seed):
    tuner = _searched(Random, folder / str(seed), seed=seed, max_trials=12)
    drawn = [trial.hyperparameters.values for trial in tuner.oracle.trials.values()]
    return [value["rate"] for value in drawn]


def test_each_seed_draws_its_own_values_and_0_is_a_seed(tmp_path):
    drawn = {seed: _rates(tmp_path / "a", seed) for seed in range(4)}
    assert drawn[0] == _rates(tmp_path / "b", 0)
    for one, other in itertools.combinations(drawn.values(), 2):
        assert not set(one) & set(other)


def test_values_do_not_depend_on_other_trials_or_hyperparameters(tmp_path):
    def with_another(hp):
        hp.Float("another", 0.0, 1.0)
        return _cost(hp)

    few = _searched(Random, tmp_path / "a", max_trials=4)
    more = _tuner(Random, tmp_path / "b", max_trials=12)
    more.oracle.hyperparameters = keras_tuner.HyperParameters()
    with_another(more.oracle.hyperparameters)
    more.search(verbose=0)
    rates = [v["rate"] for _, v, _, _ in _found(few)]
    assert [v["rate"] for _, v, _, _ in _found(more)][:4] == rates


def test_draws_are_log_uniform(tmp_path):
    oracle = _tuner(Random, tmp_path).oracle
    logs = []
    for number in range(2000):
        logs.append(np.log10(oracle.populate_space(str(number))["values"]["rate"]))
    # Uniform between -4 and 0: standard error of the mean 0.026.
    assert np.mean(logs) == pytest.approx(-2.0, abs=0.1)
    assert np.std(logs) == pytest.approx(4 / np.sqrt(12), abs=0.06)
    assert np.corrcoef(logs[:-1], logs[1:])[0, 1] == pytest.approx(0.0, abs=0.08)


def test_a_bayesian_search_keeps_away_from_what_diverges(tmp_path):
    def cliff(hp):
        x = hp.Float("x", 0.0, 1.0)
        return float("inf") if x > 0.4 else 0.5 + (x - 0.1) ** 2

    tuner = _cliff(cliff, tmp_path)
    guided = [values["x"] for _, values, _, _ in _found(tuner)][8:]
    assert sum(x > 0.4 for x in guided) <= 1


def _cliff(cost, folder):
    class Cliff(Bayesian):
        """Another cost."""

    Cliff.cost = staticmethod(cost)
    tuner = Cliff(max_trials=13, num_initial_points=8, seed=0, directory=folder)
    tuner.search(verbose=0)
    return tuner


def test_the_grid_is_sorted_and_has_the_ends():
    space = keras_tuner.HyperParameters()
    space.Float("log", 1e-4, 1e-1, sampling="log")
    space.Float("step", 0.0, 1.0, step=0.25)
    space.Int("number", 1, 1000, sampling="log")
    space.Int("default", 1, 4, default=3)
    space.Choice("choice", ["b", "a"])
    grid = {hp.name: grid_values(hp) for hp in space.space}
    np.testing.assert_allclose(grid["log"], np.logspace(-4, -1, 10))
    assert grid["log"][0] == 1e-4
    assert grid["log"][-1] == 1e-1
    assert grid["step"] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert grid["number"][0] == 1
    assert grid["number"][-1] == 1000
    assert grid["number"] == sorted(grid["number"])
    # Keras Tuner tries the default first.
    assert grid["default"] == [3, 1, 2, 4]
    assert grid["choice"] == ["b", "a"]


def test_the_grid_is_complete(tmp_path):
    tuner = _searched(Grid, tmp_path)
    tried = [tuple(values.values()) for _, values, _, _ in _found(tuner)]
    rates = grid_values(_space().space[0])
    assert tried == list(itertools.product(rates, [2, 3, 4, 5]))


# Going on.


@pytest.mark.parametrize("kind", SETTINGS)
@pytest.mark.parametrize("kill_at", [0, 3, 6])
def test_a_killed_search_goes_on_as_if_nothing_had_been(tmp_path, kind, kill_at):
    whole = _searched(kind, tmp_path / "whole")
    first = _tuner(kind, tmp_path / "killed")
    first.kill_at = kill_at
    with pytest.raises(Killed):
        first.search(verbose=0)
    second = _searched(kind, tmp_path / "killed")
    assert _found(second) == _found(whole)
    assert sorted(second.oracle.end_order) == sorted(whole.oracle.trials)


@pytest.mark.parametrize("name", ["oracle.json", "tuner0.json", "trial_3/trial.json"])
def test_a_kill_between_two_files_costs_nothing(tmp_path, monkeypatch, name):
    whole = _searched(Random, tmp_path / "whole")
    tuner = _tuner(Random, tmp_path / "killed")
    _raise_when_written(monkeypatch, name, Killed(), after="trial_3/trial.json")
    with pytest.raises(Killed):
        tuner.search(verbose=0)
    monkeypatch.undo()
    assert _found(_searched(Random, tmp_path / "killed")) == _found(whole)


def _raise_when_written(patch, name, error, after=None):
    """`os.replace` fails for a file, from when the file `after` was written."""
    replace, seen = os.replace, []

    def failing(source, target):
        if (after is None or seen) and str(target).endswith(name):
            raise error
        if after and str(target).endswith(after):
            seen.append(target)
        replace(source, target)

    patch.setattr(os, "replace", failing)


def test_more_trials_can_be_asked_for(tmp_path):
    _searched(Random, tmp_path, max_trials=4)
    tuner = _searched(Random, tmp_path, max_trials=12)
    whole = _searched(Random, tmp_path / "whole", max_trials=12)
    rates = [values["rate"] for _, values, _, _ in _found(tuner)]
    assert sorted(rates) == sorted(v["rate"] for _, v, _, _ in _found(whole))


# What is refused.


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


def _files(folder):
    return {p: p.read_bytes() for p in pathlib.Path(folder).rglob("*") if p.is_file()}


def test_another_space_is_refused(tmp_path):
    _built(tmp_path, OneLayer()).search(verbose=0)
    before = _files(tmp_path)
    changed = OneLayer(max_value=10.0)
    changed.more = ("new",)
    with pytest.raises(ValueError, match=r"new is new; rate was Float.*max_value=10.0"):
        _built(tmp_path, changed)
    assert _files(tmp_path) == before
    assert len(_built(tmp_path, OneLayer()).oracle.trials) == 3


def test_another_objective_is_refused(tmp_path):
    _built(tmp_path, OneLayer()).search(verbose=0)
    with pytest.raises(ValueError, match=r"objective was .*default_objective.*mse"):
        _built(tmp_path, OneLayer(), "mse")


@pytest.mark.parametrize("name", ["oracle.json", "tuner0.json", "trial_1/trial.json"])
@pytest.mark.parametrize("text", ['{"trial_id": "1", "hyp', "[]", ""])
def test_a_damaged_file_is_named(tmp_path, name, text):
    _searched(Random, tmp_path)
    path = tmp_path / "untitled_project" / name
    path.write_text(text)
    before = _files(tmp_path)
    with pytest.raises(ValueError, match="is damaged") as told:
        _tuner(Random, tmp_path)
    assert repr(str(path)) in str(told.value)
    assert _files(tmp_path) == before


def test_a_trial_whose_folder_is_deleted_is_given_up(tmp_path):
    first = _tuner(Random, tmp_path)
    first.kill_at = 4
    with pytest.raises(Killed):
        first.search(verbose=0)
    shutil.rmtree(tmp_path / "untitled_project" / "trial_1")
    tuner = _searched(Random, tmp_path)
    statuses = [status for _, _, status, _ in _found(tuner)]
    assert statuses == ["COMPLETED", "FAILED", *["COMPLETED"] * 6]


@pytest.mark.parametrize("name", ["oracle.json", "tuner0.json", "trial_2/trial.json"])
def test_a_full_disk_is_named_and_harms_nothing(tmp_path, monkeypatch, name):
    whole = _searched(Random, tmp_path / "whole")
    tuner = _tuner(Random, tmp_path / "full")
    full = OSError(errno.ENOSPC, "No space left on device")
    _raise_when_written(monkeypatch, name, full)
    with pytest.raises(
        DiskFullError, match=r"The disk of the folder .* is full"
    ) as told:
        tuner.search(verbose=0)
    assert told.value.errno == errno.ENOSPC
    monkeypatch.undo()
    for path in (tmp_path / "full").rglob("*.json"):
        json.loads(path.read_text())
    assert not list((tmp_path / "full").rglob(".new*"))
    assert _found(_searched(Random, tmp_path / "full")) == _found(whole)


def test_two_searches_in_a_folder_are_refused(tmp_path):
    tuner = _searched(Random, tmp_path, max_trials=2)
    with search_lock(tuner.project_dir):
        before = _files(tmp_path)
        with pytest.raises(RuntimeError, match=r"runs in .* already") as told:
            tuner.search(verbose=0)
        assert str(os.getpid()) in str(told.value)
        with pytest.raises(RuntimeError, match=r"runs in .* already"):
            _tuner(Random, tmp_path, overwrite=True)
        assert _files(tmp_path) == before
        # To look at it is allowed.
        assert len(_tuner(Random, tmp_path, max_trials=2).oracle.trials) == 2
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
    _searched(Random, tmp_path, max_trials=1)
    assert not lock.exists()


def test_the_lock_of_a_number_that_was_given_again_is_taken_over(tmp_path):
    lock = _locked_by(tmp_path, pid=os.getpid(), started=1)
    _searched(Random, tmp_path, max_trials=1)
    assert not lock.exists()


def test_the_lock_of_another_machine_holds(tmp_path):
    lock = _locked_by(tmp_path, host="elsewhere")
    with pytest.raises(RuntimeError, match=r"process .* of elsewhere"):
        _searched(Random, tmp_path, max_trials=1)
    assert lock.exists()


def test_what_to_install_is_said(monkeypatch):
    for name in [n for n in sys.modules if n.split(".")[0] == "keras_tuner"]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "keras_nntricks.search")
    with pytest.raises(ImportError, match=r"pip install keras-nntricks\[tuner\]"):
        __import__("keras_nntricks.search")
