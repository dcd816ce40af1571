"""How far the stages of a search may look."""

import keras_tuner
import pytest

from keras_nntricks import search
from tests.search.staged import end, make, one_float, run, score

TWO = (search.Stage(6, 1, keep=2), search.Stage(3, 1))


def saved(folder, limits, trials):
    oracle = make(folder, TWO, limits=limits)
    for _ in range(trials):
        trial = oracle.create_trial("a")
        end(oracle, trial, score(trial.hyperparameters.values))
    oracle.save()


def test_limits_of_what_only_the_training_declares(tmp_path):
    hp = one_float(1e-4, 1e-2, sampling="log")
    oracle = make(tmp_path, TWO, hp=hp, limits={"noise": (0.0, 1.0)})
    declared = keras_tuner.HyperParameters()
    declared.Float("noise", 0.1, 0.5)
    trial = oracle.create_trial("a")
    oracle.update_space(declared)
    end(oracle, trial, 1.0)
    run(oracle, function=lambda values: 1 - values.get("noise", 0.1))
    assert oracle.ranges(1)["noise"][1] == pytest.approx(0.6)


def test_limits_of_what_is_never_declared_are_refused_at_the_first_narrowing(tmp_path):
    saved(tmp_path, {"lr": (1e-6, 1.0)}, TWO[0].trials)
    oracle = make(tmp_path, TWO, limits={"lr": (1e-6, 1.0)})
    oracle.reload()
    with pytest.raises(ValueError, match="`limits` must be a dict whose names"):
        oracle.create_trial("a")
    mended = make(tmp_path, TWO, limits={"rate": (1e-6, 1.0)})
    mended.reload()
    assert mended.create_trial("a").status == "RUNNING"


def test_a_narrowed_search_goes_on_with_its_limits_alone(tmp_path):
    saved(tmp_path, {"rate": (1e-6, 1), "width": None}, TWO[0].trials + 1)
    make(tmp_path, TWO, limits={"rate": [1e-6, 1.0], "width": None}).reload()
    for other in (None, {"rate": (1e-6, 2.0), "width": None}):
        with pytest.raises(ValueError, match=r"`limits` must be .*as in the search"):
            make(tmp_path, TWO, limits=other).reload()


@pytest.mark.parametrize(("place", "edges"), [(0.14, 1), (0.16, 0)])
def test_an_edge_of_a_small_stage_is_no_third_of_the_range(tmp_path, place, edges):
    hp = one_float(0.0, 1.0)
    oracle = make(tmp_path, (search.Stage(3, 1),), hp=hp)
    for value in (place, 0.5, 0.6):
        trial = oracle.create_trial("a")
        trial.hyperparameters.values["rate"] = value
        end(oracle, trial, value)
    assert len(oracle.edge_report()) == edges


def test_a_search_ends_after_three_errors_of_the_program_in_a_row(tmp_path):
    oracle = make(tmp_path)
    for _ in range(2):
        failed(oracle)
    with pytest.raises(RuntimeError, match="limit of 3"):
        failed(oracle)


def failed(oracle):
    trial = oracle.create_trial("a")
    trial.status, trial.message = "FAILED", "TypeError"
    oracle.end_trial(trial)
