import runpy
import time

import keras_tuner
import numpy as np
import pytest

from keras_nntricks import engines, search
from keras_nntricks.engines._gpus import gpus, gpus_of_worker
from keras_nntricks.search import _search_driver
from keras_nntricks.search._past_trials import settle_past
from tests.search_at_scale.cheap_searches import (
    KINDS,
    Scored,
    assert_each_once,
    cheap,
    notes,
)


class Interrupted(Scored, keras_tuner.RandomSearch):
    """As Ctrl-C in the third trial."""

    def run_trial(self, trial, at="2"):
        """As those of the others."""
        if trial.trial_id == at:
            raise KeyboardInterrupt
        return super().run_trial(trial)


class LateOracle(keras_tuner.oracles.RandomSearchOracle):
    """Has nothing to do at first, and then the second time."""

    def populate_space(self, trial_id):
        """As that of each oracle."""
        self.asked = getattr(self, "asked", 0) + 1
        if self.asked <= self.idle:
            return {"status": "IDLE"}
        return super().populate_space(trial_id)


class Late(Scored, keras_tuner.Tuner):
    """Its oracle is late."""


def late(directory, idle):
    oracle = LateOracle(keras_tuner.Objective("score", "min"), max_trials=2)
    oracle.idle = idle
    oracle.verbose = 0
    return Late(oracle, directory=str(directory))


@pytest.mark.parametrize("kind", KINDS)
def test_serial_searches_end_with_each_trial_once(kind, tmp_path):
    search.run(cheap(kind, tmp_path), engine="serial")
    assert_each_once(tmp_path / kind, KINDS[kind][2])


def test_an_interrupted_search_goes_on(tmp_path, capsys):
    objective = keras_tuner.Objective("score", "min")
    arguments = {"max_trials": 5, "directory": str(tmp_path), "project_name": "p"}
    tuner = Interrupted(objective=objective, **arguments)
    tuner.oracle.verbose = 0
    with pytest.raises(KeyboardInterrupt):
        search.run(tuner, engine="serial")
    assert "2 trials are over" in capsys.readouterr().out
    search.run(tuner, engine="serial", at=None)
    assert_each_once(tmp_path / "p", 5)
    assert notes(tmp_path / "p").count("began 2") == 1


def test_an_oracle_that_waits_is_asked_again_until_patience_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(_search_driver, "SECONDS_BETWEEN_QUESTIONS", 0.01)
    tuner = late(tmp_path / "a", idle=3)
    search.run(tuner, engine="serial")
    assert len(tuner.oracle.end_order) == 2
    monkeypatch.setattr(_search_driver, "PATIENCE", 0.05)
    began = time.monotonic()
    with pytest.raises(RuntimeError, match="LateOracle, has said IDLE"):
        search.run(late(tmp_path / "b", idle=10**9), engine="serial")
    assert time.monotonic() - began < 30


def oracle_of(tmp_path):
    tuner = cheap("bayesian", tmp_path, max_trials=9)
    for worker in "ab":
        tuner.oracle.create_trial(worker)
    ended = tuner.oracle.ongoing_trials["a"]
    ended.status = "COMPLETED"
    tuner.oracle.update_trial(ended.trial_id, {"score": 0.25})
    return tuner.oracle, ended


def test_a_driver_killed_between_trial_and_oracle_leaves_an_ended_trial_ended(tmp_path):
    oracle, ended = oracle_of(tmp_path)
    oracle.save()  # before `end_trial`: the trial's own file knew more
    ended.score = 0.25
    oracle._save_trial(ended)
    again = cheap("bayesian", tmp_path).oracle
    again.reload()
    settle_past(again)
    assert again.end_order == [ended.trial_id]
    assert again._retry_queue == ["1"]
    assert again.ongoing_trials == {}


def test_a_trial_without_its_score_is_run_again(tmp_path):
    oracle, ended = oracle_of(tmp_path)
    oracle._save_trial(ended)
    oracle.save()
    again = cheap("bayesian", tmp_path).oracle
    again.reload()
    settle_past(again)
    assert again.end_order == []
    assert sorted(again._retry_queue) == ["0", "1"]


def test_a_trial_of_which_the_oracle_knows_nothing_is_made_again(tmp_path):
    oracle, _ = oracle_of(tmp_path)
    oracle.save()
    oracle.save = lambda: None
    oracle.create_trial("c")
    again = cheap("bayesian", tmp_path).oracle
    again.reload()
    assert "2" in again.trials
    settle_past(again)
    assert sorted(again.trials) == ["0", "1"]


def test_the_chief_of_keras_tuner_is_refused(tmp_path, monkeypatch):
    tuner = cheap("random", tmp_path)
    monkeypatch.setenv("KERASTUNER_ORACLE_IP", "127.0.0.1")
    with pytest.raises(RuntimeError, match="KERASTUNER_ORACLE_IP switches on"):
        search.run(tuner, engine="serial")


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("engine", {"engine": "threads"}),
        ("engine", {"engine": 3}),
        ("workers", {"engine": "serial", "workers": 2}),
        ("workers", {"engine": engines.serial(), "workers": 1}),
        ("num_workers", {"engine": "process", "workers": 0}),
        ("max_deaths", {"max_deaths": -1}),
        ("max_deaths", {"max_deaths": np.float32(1)}),
    ],
)
def test_arguments_are_checked(name, arguments, tmp_path):
    with pytest.raises(ValueError, match=rf"^`{name}` must be .*\. Received: "):
        search.run(cheap("random", tmp_path), **arguments)
    search.run(cheap("random", tmp_path), engine="serial")  # the folder is free again


def test_two_searches_in_one_folder_are_refused(tmp_path):
    class Nested(Scored, keras_tuner.RandomSearch):
        def run_trial(self, trial):
            search.run(cheap("random", tmp_path), engine="serial")

    objective = keras_tuner.Objective("score", "min")
    tuner = Nested(
        objective=objective, max_trials=1, directory=tmp_path, project_name="random"
    )
    tuner.oracle.verbose = 0
    with pytest.raises(RuntimeError, match="A search runs in"):
        search.run(tuner, engine="serial")


UNGUARDED = """
from keras_nntricks import engines
with engines.processes(num_workers=1) as engine:
    print(engine.submit(pow, 2, 2).result())
"""


def test_a_script_without_the_guard_is_told_so(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    with pytest.raises(RuntimeError, match=r'if __name__ == "__main__".*in line 3 of'):
        runpy.run_path(str(script), run_name="__main__")
    called = "def main():\n" + UNGUARDED.replace("\n", "\n    ") + "\nmain()\n"
    script.write_text(called)
    with pytest.raises(RuntimeError, match="in line 7 of"):
        runpy.run_path(str(script), run_name="__main__")


def test_a_script_with_the_guard_runs(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from keras_nntricks import engines\n"
        'if __name__ == "__main__":\n'
        "    engines.processes(num_workers=1).close()\n"
    )
    runpy.run_path(str(script), run_name="__main__")


def test_gpus_are_those_that_are_visible(monkeypatch):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2, GPU-5,-1,7")
    assert gpus() == ["2", "GPU-5"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert gpus() == []


def test_gpus_are_dealt_out():
    assert [gpus_of_worker(list("0123"), i, 2) for i in (0, 1)] == [
        ["0", "2"],
        ["1", "3"],
    ]
    assert [gpus_of_worker(list("01"), i, 3) for i in (0, 1, 2)] == [
        ["0"],
        ["1"],
        ["0"],
    ]
    assert gpus_of_worker([], 0, 2) == []
