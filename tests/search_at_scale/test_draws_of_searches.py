"""What is drawn, and in what order."""

import itertools

import keras_tuner
import numpy as np
import pytest

from keras_nntricks.search._grid_repair import grid_values
from tests.search_at_scale.formula_searches import (
    Bayesian,
    Grid,
    Random,
    cost_of,
    found,
    searched,
    space,
    tuner_of,
)


@pytest.fixture(autouse=True)
def quiet(capsys):
    """Keras Tuner prints that it reloads."""


def _rates(folder, seed):
    tuner = searched(Random, folder / str(seed), seed=seed, max_trials=12)
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
        return cost_of(hp)

    few = searched(Random, tmp_path / "a", max_trials=4)
    more = tuner_of(Random, tmp_path / "b", max_trials=12)
    more.oracle.hyperparameters = keras_tuner.HyperParameters()
    with_another(more.oracle.hyperparameters)
    more.search(verbose=0)
    rates = [v["rate"] for _, v, _, _ in found(few)]
    assert [v["rate"] for _, v, _, _ in found(more)][:4] == rates


def test_draws_are_log_uniform(tmp_path):
    oracle = tuner_of(Random, tmp_path).oracle
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
    guided = [values["x"] for _, values, _, _ in found(tuner)][8:]
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
    tuner = searched(Grid, tmp_path)
    tried = [tuple(values.values()) for _, values, _, _ in found(tuner)]
    rates = grid_values(space().space[0])
    assert tried == list(itertools.product(rates, [2, 3, 4, 5]))
