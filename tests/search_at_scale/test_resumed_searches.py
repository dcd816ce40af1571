"""How a search goes on after it was killed."""

import itertools

import keras_tuner
import pytest

from keras_nntricks import search
from tests.search_at_scale.formula_searches import (
    SETTINGS,
    Killed,
    Random,
    found,
    raise_when_written,
    searched,
    tuner_of,
)


@pytest.fixture(autouse=True)
def quiet(capsys):
    """Keras Tuner prints that it reloads."""


@pytest.mark.parametrize("kind", SETTINGS)
@pytest.mark.parametrize("kill_at", [0, 3, 6])
def test_a_killed_search_goes_on_as_if_nothing_had_been(tmp_path, kind, kill_at):
    whole = searched(kind, tmp_path / "whole")
    first = tuner_of(kind, tmp_path / "killed")
    first.kill_at = kill_at
    with pytest.raises(Killed):
        first.search(verbose=0)
    second = searched(kind, tmp_path / "killed")
    assert found(second) == found(whole)
    assert sorted(second.oracle.end_order) == sorted(whole.oracle.trials)


@pytest.mark.parametrize("name", ["oracle.json", "tuner0.json", "trial_3/trial.json"])
def test_a_kill_between_two_files_costs_nothing(tmp_path, monkeypatch, name):
    whole = searched(Random, tmp_path / "whole")
    tuner = tuner_of(Random, tmp_path / "killed")
    raise_when_written(monkeypatch, name, Killed(), after="trial_3/trial.json")
    with pytest.raises(Killed):
        tuner.search(verbose=0)
    monkeypatch.undo()
    assert found(searched(Random, tmp_path / "killed")) == found(whole)


def test_more_trials_can_be_asked_for(tmp_path):
    searched(Random, tmp_path, max_trials=4)
    tuner = searched(Random, tmp_path, max_trials=12)
    whole = searched(Random, tmp_path / "whole", max_trials=12)
    rates = [values["rate"] for _, values, _, _ in found(tuner)]
    assert sorted(rates) == sorted(v["rate"] for _, v, _, _ in found(whole))


class Layers(search.GridSearch):
    """Each number of layers has as many widths, declared in a loop."""

    def run_trial(self, trial, **kwargs):
        hp = trial.hyperparameters
        layers = range(hp.Int("layers", 1, 3))
        self.tried.append([hp.Choice(f"width_{i}", [2, 4]) for i in layers])
        return float(sum(self.tried[-1]))


def _layers(folder, max_trials, tried):
    settings = {"max_trials": max_trials, "seed": 0, "directory": folder}
    tuner = Layers(**settings)
    tuner.tried = tried
    tuner.search(verbose=0)
    return tuner


@pytest.mark.parametrize("stopped_after", range(1, 15))
def test_a_grid_that_grows_goes_on(tmp_path, stopped_after):
    tried = []
    _layers(tmp_path, stopped_after, tried)
    assert len(tried) == stopped_after
    tuner = _layers(tmp_path, None, tried)
    grids = [itertools.product([2, 4], repeat=layers) for layers in (1, 2, 3)]
    assert tried == [list(widths) for grid in grids for widths in grid]
    assert len(tuner.oracle.trials) == 14


class Grows(keras_tuner.HyperModel):
    """More is declared in a trial than when the search starts."""

    def build(self, hp):
        for i in range(hp.Int("layers", 1, 3)):
            hp.Choice(f"width_{i}", [2, 4])


class Built(search.RandomSearch):
    """Builds and trains nothing."""

    def run_trial(self, trial, **kwargs):
        self.hypermodel.build(trial.hyperparameters)
        return 1.0


def test_a_search_whose_space_grew_can_be_reloaded_at_any_time(tmp_path):
    def tuner():
        return Built(Grows(), max_trials=6, seed=0, directory=tmp_path)

    first = tuner()
    first.search(verbose=0)
    assert len(first.oracle.hyperparameters.space) > 2
    second = tuner()
    for one in (first, second, second):
        one.reload()
        assert len(one.oracle.trials) == 6
