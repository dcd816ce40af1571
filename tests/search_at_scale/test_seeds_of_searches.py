"""Seeds as they were given; what RobustTuner can stand before."""

import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search
from tests.search_at_scale.formula_searches import Bayesian, found, searched


class Positional(search.RobustTuner, keras_tuner.RandomSearch):
    """Takes the arguments of Keras Tuner's."""

    def run_trial(self, trial, **kwargs):
        return trial.hyperparameters.Float("x", 0.0, 1.0)


def test_a_positional_seed_of_0_is_a_seed(tmp_path):
    drawn = []
    for name in "ab":
        tuner = Positional(None, None, 3, 0, directory=tmp_path / name)
        assert tuner.oracle.seed == 0
        tuner.search(verbose=0)
        drawn.append(found(tuner))
    assert drawn[0] == drawn[1]


def test_an_oracle_takes_the_seed_of_the_tuner(tmp_path):
    class Given(search.RobustTuner, keras_tuner.Tuner):
        """Any oracle."""

        def run_trial(self, trial, **kwargs):
            return 1.0

    oracle = keras_tuner.oracles.RandomSearchOracle("loss", 3, seed=0)
    assert Given(oracle, seed=0, directory=tmp_path).oracle.seed == 0


@pytest.mark.parametrize("seed", [1.5, "a", -1, True, float("nan")])
def test_a_bad_seed_is_refused(tmp_path, seed):
    with pytest.raises(ValueError, match="`seed` must be an integer >= 0 or None"):
        search.RandomSearch(print, "loss", seed=seed, directory=tmp_path)
    oracle = keras_tuner.oracles.RandomSearchOracle("loss", 3)
    oracle.seed = seed
    with pytest.raises(ValueError, match="`seed` must be an integer >= 0 or None"):
        _tuner_of(oracle, tmp_path)


def _tuner_of(oracle, folder):
    class Given(search.RobustTuner, keras_tuner.Tuner):
        """Any oracle."""

    return Given(oracle, print, directory=folder)


def test_a_bayesian_search_takes_a_large_seed(tmp_path):
    settings = {"max_trials": 6, "num_initial_points": 4}
    tuner = searched(Bayesian, tmp_path, seed=np.int64(2**40), **settings)
    assert tuner.oracle.seed == 2**40
    assert len(found(tuner)) == 6


def test_an_execution_trains_alike_however_many_trials_are_planned(tmp_path):
    seeds = []
    for max_trials in (9, 10):
        folder = tmp_path / str(max_trials)
        tuner = Positional(None, None, max_trials, 0, directory=folder)
        trial = tuner.oracle.create_trial("tuner0")
        assert len(trial.trial_id) == len(str(max_trials))
        seeds.append(tuner.seed_of(trial, 0))
    assert seeds[0] == seeds[1]


def test_what_trains_no_keras_models_is_refused():
    with pytest.raises(TypeError, match=r"`keras_tuner.Tuner`, which SklearnTuner is"):

        class Forest(search.RobustTuner, keras_tuner.SklearnTuner):
            """Not one of Keras."""
