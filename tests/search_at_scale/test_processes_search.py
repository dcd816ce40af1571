import os
import re

import keras
import keras_tuner
import numpy as np
import pytest

from keras_nntricks import engines, search
from tests.search_at_scale.cheap_searches import (
    KINDS,
    CheapRandom,
    Scored,
    assert_each_once,
    cheap,
    notes,
)


class Raising(CheapRandom):
    """Some trials raise; the message tells which."""

    def run_trial(self, trial, fatal=None, **kwargs):
        """As those of the others."""
        if trial.trial_id == "1":
            raise ValueError("this is why")
        if trial.trial_id == fatal:
            raise keras_tuner.errors.FatalValueError("the search makes no sense")
        return super().run_trial(trial, **kwargs)


class Reporting(Scored, keras_tuner.RandomSearch):
    """Reports to the oracle by itself, in the old way."""

    def run_trial(self, trial, **kwargs):
        """As those of the others."""
        logs = super().run_trial(trial, **kwargs)
        self.oracle.update_trial(trial.trial_id, logs, step=4)


@pytest.fixture(scope="module")
def engine():
    with engines.processes(num_workers=2) as engine:
        yield engine


def raising(directory, **kwargs):
    objective = keras_tuner.Objective("score", "min")
    tuner = Raising(objective=objective, max_trials=4, directory=directory, **kwargs)
    tuner.oracle.verbose = 0
    return tuner


@pytest.mark.parametrize(("kind", "dies"), [("random", "3"), ("hyperband", "0003")])
def test_a_worker_killed_in_mid_trial_costs_its_progress_alone(
    engine, tmp_path, kind, dies
):
    tuner = cheap(kind, tmp_path)
    search.run(tuner, engine=engine, seconds=0.1, dies=dies)
    assert_each_once(tmp_path / kind, KINDS[kind][2])
    lines = notes(tmp_path / kind)
    assert lines.count(f"began {dies}") == 2
    ended = [line for line in lines if line.startswith("ended")]
    assert len(ended) == len(set(ended)) == KINDS[kind][2]
    workers = {t.metrics.get_best_value("worker") for t in tuner.oracle.trials.values()}
    assert len(workers) >= 2
    assert os.getpid() not in workers


def test_what_a_worker_declares_reaches_the_oracle(engine, tmp_path):
    tuner = cheap("random", tmp_path)
    assert tuner.oracle.get_space().space == []
    search.run(tuner, engine=engine)
    assert [hp.name for hp in tuner.oracle.get_space().space] == ["x"]
    values = {t.hyperparameters.values["x"] for t in tuner.oracle.trials.values()}
    assert len(values) > 5


def test_a_trial_that_always_kills_its_worker_fails_alone(engine, tmp_path, capsys):
    tuner = cheap("random", tmp_path)
    search.run(tuner, engine=engine, dies="2", times=99, max_deaths=1, verbose=1)
    trials = tuner.oracle.trials
    failed = trials.pop("2")
    assert failed.status == "FAILED"
    assert "Its worker died 2 times." in failed.message
    assert "exit code -9" in failed.message
    assert [trial.status for trial in trials.values()] == ["COMPLETED"] * 8
    assert notes(tmp_path / "random").count("began 2") == 2
    assert (
        "Trial 2: A worker process ended with exit code -9" in capsys.readouterr().out
    )


def test_an_exception_fails_its_trial_with_the_traceback(engine, tmp_path):
    tuner = raising(tmp_path)
    search.run(tuner, engine=engine)
    statuses = [t.status for _, t in sorted(tuner.oracle.trials.items())]
    assert statuses == ["COMPLETED", "FAILED", "COMPLETED", "COMPLETED"]
    message = tuner.oracle.trials["1"].message
    assert re.search(r'line \d+, in run_trial\n.*raise ValueError\("this is', message)


def test_a_trial_may_be_retried(engine, tmp_path):
    tuner = raising(tmp_path, max_retries_per_trial=2)
    search.run(tuner, engine=engine)
    assert len(tuner.oracle.end_order) == 4
    assert tuner.oracle.trials["1"].status == "FAILED"
    assert dict(tuner.oracle._run_times)["1"] == 3


def test_a_fatal_error_ends_the_search_and_shows_where(engine, tmp_path):
    with pytest.raises(keras_tuner.errors.FatalValueError, match="no sense") as raised:
        search.run(raising(tmp_path), engine=engine, fatal="2")
    assert "In the worker of trial 2:" in raised.value.__notes__
    assert "in run_trial" in raised.value.__notes__[1]


def test_a_tuner_may_report_by_itself(engine, tmp_path):
    objective = keras_tuner.Objective("score", "min")
    tuner = Reporting(objective=objective, max_trials=3, directory=tmp_path)
    with pytest.warns(DeprecationWarning, match="deprecated"):
        search.run(tuner, engine=engine, verbose=0)
    assert [t.best_step for t in tuner.oracle.trials.values()] == [4, 4, 4]


def test_what_cannot_be_sent_is_named(engine, tmp_path):
    tuner = cheap("random", tmp_path)
    with pytest.raises(TypeError, match="`seconds` cannot be sent to a worker"):
        search.run(tuner, engine=engine, seconds=(n for n in range(3)))


def build(hp):
    """A model of two layers."""
    units = hp.Int("units", 2, 8, default=4)
    model = keras.Sequential([keras.layers.Dense(units), keras.layers.Dense(1)])
    rate = hp.Float("rate", 1e-3, 1e-1, sampling="log", default=1e-2)
    model.compile(optimizer=keras.optimizers.SGD(rate), loss="mse")
    return model


def test_networks_train_in_workers(engine, tmp_path):
    x = np.random.default_rng(0).normal(size=(16, 3)).astype("float32")
    y = x[:, :1]
    tuner = search.RandomSearch(
        build, "val_loss", max_trials=3, seed=0, directory=tmp_path
    )
    keras.config.set_floatx("float32")
    search.run(tuner, x, y, validation_data=(x, y), epochs=2, engine=engine, verbose=0)
    (model,) = tuner.get_best_models()
    (best,) = tuner.oracle.get_best_trials()
    found = float(np.mean((model.predict(x, verbose=0) - y) ** 2))
    assert found == pytest.approx(best.score, rel=1e-4)
