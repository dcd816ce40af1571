import threading

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search


def build(hp):
    units = hp.Int("units", 2, 6, default=4)
    model = keras.Sequential(
        [keras.Input((3,)), keras.layers.Dense(units), keras.layers.Dense(1)]
    )
    rate = hp.Float("rate", 1e-3, 1e-1, sampling="log", default=1e-2)
    model.compile(keras.optimizers.SGD(rate), "mse", run_eagerly=True)
    return model


@pytest.fixture
def data():
    x = np.random.default_rng(0).normal(size=(8, 3)).astype("float32")
    return x, x[:, :1]


def random_search(make, directory):
    return make(build, "loss", max_trials=2, seed=5, directory=str(directory))


def test_it_gives_what_the_search_of_the_tuner_gives(data, tmp_path):
    tuners = [random_search(search.RandomSearch, tmp_path / name) for name in "ab"]
    tuners[0].search(*data, epochs=2, verbose=0)
    search.run(tuners[1], *data, epochs=2, verbose=0, engine="serial")
    first, second = (
        [(t.trial_id, t.hyperparameters.values, t.score) for t in trials]
        for trials in (list(tuner.oracle.trials.values()) for tuner in tuners)
    )
    assert first == second


def test_it_runs_tuners_of_keras_tuner(data, tmp_path):
    class Own(search.RobustTuner, keras_tuner.RandomSearch):
        pass

    tuner = random_search(Own, tmp_path)
    search.run(tuner, *data, verbose=0, engine="serial")
    assert [t.status for t in tuner.oracle.trials.values()] == ["COMPLETED"] * 2
    assert tuner.get_best_models()[0].predict(data[0], verbose=0).shape == (8, 1)


class Locked(keras.callbacks.Callback):
    """Cannot be copied."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()


class Folded(search.CrossValidation, search.RandomSearch):
    """Random search over folds."""


@pytest.mark.parametrize(
    ("make", "arguments", "said"),
    [
        (search.RandomSearch, {"callbacks": [Locked()]}, "Locked cannot be copied"),
        (Folded, {"validation_split": 0.5}, "`validation_split` must be left out"),
        (Folded, {"callbacks": [Locked()]}, "Locked cannot be copied"),
        (search.VectorizedSearch, {}, r"`tuner` must be .* by `tuner.search`"),
    ],
)
def test_what_a_search_refuses_is_refused_before_the_first_trial(
    make, arguments, said, data, tmp_path
):
    tuner = random_search(make, tmp_path)
    with pytest.raises(ValueError, match=said):
        search.run(tuner, *data, verbose=0, engine="serial", **arguments)
    assert not tuner.oracle.trials
