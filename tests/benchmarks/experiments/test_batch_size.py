"""What a regime changes, and how its runs are set beside the small batch."""

import types

import numpy as np
import pytest

from benchmarks.experiments import _e19_trainings as trainings
from benchmarks.networks import batch_norm_mlp

SETTINGS = {
    **{"small": 8, "large": 128, "rate": 0.1, "epochs": 3},
    **{"layers": 2, "units": 6, "features": 4},
}


def test_large_batches_train_for_as_many_epochs_or_updates():
    plans = {name: trainings.plan_of(name, SETTINGS) for name in trainings.REGIMES}
    assert plans["small"] == (8, 3)
    assert {plans[name] for name in ("large", "rate", "linear", "ghost")} == {(128, 3)}
    assert {plans[name] for name in ("updates", "all")} == {(128, 48)}


@pytest.mark.parametrize(
    ("name", "rate", "ghost"),
    [
        ("small", 0.1, None),
        ("large", 0.1, None),
        ("rate", 0.4, None),
        ("linear", 1.6, None),
        ("ghost", 0.4, 8),
        ("updates", 0.1, None),
        ("all", 0.4, 8),
    ],
)
def test_regimes_change_the_rate_and_the_ghost_batches(name, rate, ghost):
    found = trainings.network_of(name, SETTINGS)
    assert found["learning_rate"] == pytest.approx(rate)
    assert found["ghost"] == ghost


def made_row(accuracy):
    history = {"val_accuracy": [0.1, accuracy], "loss": [1.0, 0.5]}
    run = {"steps": 10, "learning_rate": 0.1}
    return {"history": history, "run": run, "seconds": 1.0}


def made_outcome(own):
    rows = (made_row(accuracy) for accuracy in (own, 0.98, 0.90))
    return trainings.outcome(types.SimpleNamespace(), *rows).metrics


def test_a_run_is_measured_from_both_ends_of_the_gap():
    found = made_outcome(0.95)
    assert found["gap"] == pytest.approx(3.0)
    assert found["above_half"] == pytest.approx(1.0)
    assert found["test_accuracy"] == pytest.approx(95.0)


def test_a_run_that_diverged_has_no_gap():
    found = made_outcome(None)
    assert found["gap"] is found["above_half"] is found["test_accuracy"] is None


def test_the_rate_falls_to_a_tenth_three_times():
    rate = batch_norm_mlp.falling(0.5, 100)
    found = [float(rate(step)) for step in (0, 20, 21, 41, 61, 99)]
    assert found == pytest.approx([0.5, 0.5, 0.05, 0.005, 0.0005, 0.0005])


def test_the_net_has_the_layers_asked_for_and_its_ghost_batches():
    model = batch_norm_mlp.build(layers=3, units=5, features=4, ghost=2)
    kernels = [np.shape(w) for w in model.get_weights() if np.ndim(w) == 2]
    assert kernels == [(4, 5), (5, 5), (5, 5), (5, 10)]
    sizes = {getattr(layer, "virtual_batch_size", 2) for layer in model.layers}
    assert sizes == {2}
