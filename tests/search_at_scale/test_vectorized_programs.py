"""Which trials share a program, on JAX, and that their numbers keep their meaning."""

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search, sweeps
from keras_nntricks.search._lifted_model import lift
from keras_nntricks.sweeps import _fit_stacked

RNG = np.random.default_rng(0)
X = RNG.normal(size=(30, 4)).astype("float32")
Y = np.eye(3, dtype="float32")[RNG.integers(0, 3, 30)]


@pytest.fixture
def programs(monkeypatch):
    """How many programs each call of `fit_many` needed."""
    counts, built = [], _fit_stacked._built

    def counted(*args):
        groups = built(*args)
        counts.append(len(groups))
        return groups

    monkeypatch.setattr(_fit_stacked, "_built", counted)
    return counts


def regularised(rate, l1, l2, smoothing, scale, binary=False):
    layers = keras.layers
    first = layers.Dense(
        6,
        "tanh",
        kernel_initializer=keras.initializers.VarianceScaling(scale),
        kernel_regularizer=keras.regularizers.L2(l2),
    )
    last = layers.Dense(
        3,
        "sigmoid" if binary else "softmax",
        kernel_regularizer=keras.regularizers.L1L2(l1, l2),
        bias_regularizer=keras.regularizers.L1(l1),
    )
    inner = keras.Sequential([layers.Dropout(rate / 2), last])
    model = keras.Sequential([keras.Input((4,)), first, layers.Dropout(rate), inner])
    losses = keras.losses
    loss = losses.BinaryCrossentropy if binary else losses.CategoricalCrossentropy
    model.compile(keras.optimizers.SGD(0.1), loss(label_smoothing=smoothing))
    return model


CHANGES = [
    {"rate": 0.2, "l1": 1e-3, "l2": 1e-2, "smoothing": 0.1, "scale": 1.0},
    {"rate": 0.5, "l1": 1e-2, "l2": 1e-1, "smoothing": 0.3, "scale": 3.0},
    {"rate": 0.7, "l1": 1e-1, "l2": 1e-3, "smoothing": 0.2, "scale": 0.5},
]


@pytest.mark.parametrize("binary", [False, True])
def test_lifted_numbers_act_as_before_and_share_a_program(programs, binary):
    def lifted(**settings):
        model = regularised(binary=binary, **settings)
        lift(model)
        return model

    runs = [{"seed": seed, **change} for seed, change in enumerate(CHANGES)]
    fit = {"batch_size": 10, "epochs": 2, "validation_data": (X, Y)}
    shared = sweeps.fit_many(lifted, X, Y, runs, **fit)
    assert programs == [1]
    for i, run in enumerate(runs):
        keras.utils.set_random_seed(run["seed"])
        model = regularised(binary=binary, **CHANGES[i])
        losses = []
        for epoch in range(2):
            order = sweeps.batch_order(i, epoch, len(X))
            model.fit(X[order], Y[order], batch_size=10, shuffle=False, verbose=0)
            losses.append(model.evaluate(X, Y, batch_size=10, verbose=0))
        found = shared.rows[i]["history"]["val_loss"]
        np.testing.assert_allclose(found, losses, rtol=1e-4)
        for new, old in zip(shared.weights(i), model.get_weights(), strict=True):
            np.testing.assert_allclose(new, old, atol=1e-5)


def test_numbers_at_zero_and_other_classes_stay_as_they_are():
    class Mine(keras.Sequential):
        """May hold its numbers anew."""

    off = regularised(0.0, 0.0, 0.0, 0.0, 1.0)
    mine = Mine([keras.Input((4,)), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
    mine.compile("sgd", "mse")
    for model in (off, mine):
        before = type(model), len(model.non_trainable_variables)
        lift(model)
        assert (type(model), len(model.non_trainable_variables)) == before


def searched(tmp_path, build, oracle, **kwargs):
    settings = {"checkpoints": 0, "directory": tmp_path, **kwargs}
    tuner = search.VectorizedSearch(build, oracle=oracle, **settings)
    rounds = []
    prepare = tuner.prepare_round

    def noted(trials, *args, **kwargs):
        rounds.append([trial.trial_id for trial in trials])
        prepare(trials, *args, **kwargs)

    tuner.prepare_round = noted
    tuner.search(X, Y, validation_split=0.5, verbose=0)
    statuses = {trial.status for trial in tuner.oracle.trials.values()}
    assert statuses == {"COMPLETED"}
    return [len(trials) for trials in rounds]


def small(hp):
    width = hp.Choice("width", [2, 3])
    rate = search.learning_rate(hp)
    layers = [keras.Input((4,)), keras.layers.Dense(width), keras.layers.Dense(3)]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.SGD(rate, momentum=search.momentum(hp)), "mse")
    return model


def test_a_program_for_each_architecture(tmp_path, programs):
    oracle = keras_tuner.oracles.RandomSearchOracle("val_loss", 6, seed=3)
    assert searched(tmp_path, small, oracle) == [6]
    widths = {t.hyperparameters.get("width") for t in oracle.trials.values()}
    assert (widths, programs) == ({2, 3}, [2])


def test_a_bayesian_search_learns_between_rounds(tmp_path):
    oracle = keras_tuner.oracles.BayesianOptimizationOracle(
        "val_loss", max_trials=5, num_initial_points=2, seed=3
    )
    assert searched(tmp_path, small, oracle, trials_at_once=3) == [3, 2]


def test_a_stage_is_a_round(tmp_path):
    stages = (search.Stage(3, 1, keep=2), search.Stage(2, 2))
    oracle = search.CoarseToFineOracle("val_loss", stages=stages, seed=3)
    assert searched(tmp_path, small, oracle) == [3, 2]
