import json
import pathlib

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import search

STAGES = (search.Stage(3, 2, keep=2), search.Stage(1, 3))


def build(hp):
    rate = hp.Float("learning_rate", 1e-6, 1e-1, sampling="log")
    dense = keras.layers.Dense(1, kernel_initializer="zeros")
    model = keras.Sequential([keras.layers.Input((4,)), dense])
    jit = keras.backend.backend() == "jax"
    model.compile(keras.optimizers.SGD(rate), "mse", jit_compile=jit)
    return model


def data():
    x = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def records(folder):
    paths = sorted(pathlib.Path(folder, "p").glob("trial_*/record.json"))
    return [json.loads(path.read_text()) for path in paths]


def test_a_search_with_early_abort(tmp_path):
    tuner = search.CoarseToFine(
        build, "loss", STAGES, 6, directory=str(tmp_path), project_name="p"
    )
    # All rates are small: the loss falls with the rate, and a lower one is behind.
    abort = search.EarlyAbort(
        factor=None, monitor="loss", min_trials=1, grace=0, verbose=0
    )
    tuner.search(*data(), batch_size=4, verbose=0, callbacks=[abort])
    found = records(tmp_path)
    assert [record["stage"] for record in found] == [0, 0, 0, 1]
    trials = [tuner.oracle.trials[str(i)] for i in range(4)]
    assert [t.hyperparameters.get("tuner/epochs") for t in trials] == [2, 2, 2, 3]
    rates = [trial.hyperparameters.get("learning_rate") for trial in trials]
    executions = [record["executions"][0] for record in found]
    assert executions[0]["aborted"] is None
    for index in (1, 2):
        # Behind the median of the finished ones, whose losses fall with the rate.
        behind = bool(rates[index] < np.median(rates[:index]))
        assert (executions[index]["aborted"] is not None) is behind
        assert len(executions[index]["history"]["loss"]) == (1 if behind else 2)
        assert trials[index].status == "COMPLETED"
    reasons = [execution["aborted"] for execution in executions]
    assert any(reasons)
    assert all("is behind" in reason for reason in reasons if reason)
    for trial, reason in zip(trials, reasons, strict=True):
        assert bool(trial.metrics.get_best_value("aborted")) is (reason is not None)
    assert abort.aborted is None


class Pretending(search.CoarseToFine):
    """Trains nothing; the loss is least at a rate of 1e-3."""

    broken_after = None

    def run_execution(self, trial, execution, *args, epochs, **kwargs):
        if trial.trial_id == self.broken_after:
            raise keras_tuner.errors.FatalError("ended")
        rate = trial.hyperparameters.get("learning_rate")
        return {"loss": [1 + abs(np.log10(rate) + 3)] * epochs}


def pretending(folder, **kwargs):
    hp = keras_tuner.HyperParameters()
    hp.Float("learning_rate", 1e-6, 1e-1, sampling="log")
    stages = (search.Stage(6, 2, keep=2), search.Stage(4, 3))
    settings = {"directory": str(folder), "project_name": "p", "hyperparameters": hp}
    return Pretending(None, "loss", stages, 0, **settings, **kwargs)


def rates(tuner):
    trials = tuner.oracle.trials
    return [trials[name].hyperparameters.get("learning_rate") for name in trials]


@pytest.mark.parametrize("broken_after", ["03", "06", "08"])
def test_a_search_that_was_ended_goes_on_the_same(tmp_path, broken_after):
    whole = pretending(tmp_path / "whole")
    whole.search(verbose=0)
    first = pretending(tmp_path / "ended")
    first.broken_after = broken_after
    with pytest.raises(keras_tuner.errors.FatalError, match="ended"):
        first.search(verbose=0)
    again = pretending(tmp_path / "ended")
    again.search(verbose=0)
    assert rates(again) == rates(whole)
    assert again.oracle.ranges(1) == whole.oracle.ranges(1)
    one, two = (records(tmp_path / name) for name in ("whole", "ended"))
    assert [r["stage"] for r in one] == [r["stage"] for r in two] == [0] * 6 + [1] * 4
    curves = [
        [r["executions"][0]["history"]["loss"] for r in each] for each in (one, two)
    ]
    assert curves[0] == curves[1]
    assert [len(curve) for curve in curves[0]] == [2] * 6 + [3] * 4


@pytest.mark.parametrize("make", ["its own", "vectorized"])
def test_epochs_are_told_by_the_stages_alone(make, tmp_path):
    settings = {"directory": str(tmp_path), "project_name": "p"}
    tuner = search.CoarseToFine(build, "loss", STAGES, 0, **settings)
    if make == "vectorized":
        oracle = search.CoarseToFineOracle("loss", STAGES, 0)
        tuner = search.VectorizedSearch(build, oracle=oracle, **settings)
    with pytest.raises(ValueError, match=r"`epochs` must be left out.*epochs=5\."):
        tuner.search(*data(), epochs=5, verbose=0)
    assert not list(pathlib.Path(tmp_path).rglob("trial_*"))
