"""The models that a search hands out."""

import keras
import numpy as np
import pytest

from keras_nntricks import search
from tests.search.scripted import Scripted, trials_of

X = np.random.default_rng(0).normal(size=(8, 4)).astype("float32")
DATA = {"validation_data": (X, X[:, :1]), "verbose": 0}
NAN = float("nan")


class Lazy(keras.Model):
    """Its layers have no weights before the first call."""

    def __init__(self):
        super().__init__()
        self.first = keras.layers.Dense(3, activation="tanh")
        self.second = keras.layers.Dense(1)

    def call(self, z):
        return self.second(self.first(z))


def _lazy(hp):
    model = Lazy()
    rate = hp.Float("rate", 1e-3, 1e-1)
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    return model


def test_a_model_that_its_first_call_builds_goes_on_and_is_loaded(tmp_path):
    tuner = search.Hyperband(_lazy, "val_loss", 2, 2, seed=0, directory=tmp_path)
    tuner.search(X, X[:, :1], **DATA)
    trials = trials_of(tuner)
    assert any("tuner/trial_id" in t.hyperparameters.values for t in trials)
    assert {trial.status for trial in trials} == {"COMPLETED"}
    np.random.seed(7)
    expected = np.random.random()
    np.random.seed(7)
    (model,) = tuner.get_best_models()
    # A search is over: the seeds are the user's own again.
    assert np.random.random() == expected
    score = tuner.oracle.get_best_trials()[0].score
    assert model.evaluate(X, X[:, :1], verbose=0) == pytest.approx(score, rel=1e-4)


def test_there_is_no_best_model_where_no_trial_ended_well(tmp_path):
    results = [{"loss": [NAN]}, {"loss": [NAN]}]
    tuner = search.RandomSearch(
        Scripted(results), "loss", max_trials=2, seed=1, directory=tmp_path
    )
    assert tuner.get_best_models() == []
    tuner.search(verbose=0)
    with pytest.raises(RuntimeError, match="no trial ended well"):
        tuner.get_best_models()


def test_one_callback_need_not_be_in_a_list(tmp_path):
    scripted = Scripted([1.0])
    tuner = search.RandomSearch(scripted, max_trials=1, seed=1, directory=tmp_path)
    tuner.search(verbose=0, callbacks=keras.callbacks.TerminateOnNaN())
    kinds = [type(callback) for callback in scripted.seen[0]["callbacks"]]
    assert keras.callbacks.TerminateOnNaN in kinds
