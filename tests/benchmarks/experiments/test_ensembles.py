"""Averages of hand-made members, and the rates of a cycle."""

import dataclasses

import keras
import numpy as np
import pytest

from benchmarks.engine.plan import final_cells
from benchmarks.experiments import e28_ensembles as e28
from benchmarks.experiments.shared.averages import of_ensemble
from benchmarks.networks import cosine_mlp
from keras_nntricks.callbacks import SnapshotEnsemble

LABELS = np.array([0, 1, 1])
FIRST = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]])
SECOND = np.array([[0.4, 0.6], [0.1, 0.9], [0.3, 0.7]])


def test_an_average_of_two_can_be_right_where_each_is_wrong_once():
    found = of_ensemble([FIRST, SECOND], LABELS)
    assert found["error_by_models"] == pytest.approx([100 / 3, 0])
    assert found["test_error"] == 0
    assert found["member_error"] == pytest.approx(100 / 3)
    assert found["disagreement"] == pytest.approx(200 / 3)
    wanted = -np.mean(np.log([0.65, 0.65, 0.75]))
    assert found["test_loss"] == pytest.approx(wanted)


def test_one_model_is_an_ensemble_of_one():
    found = of_ensemble([FIRST], LABELS)
    assert found["disagreement"] == 0
    assert found["test_error"] == found["member_error"] == pytest.approx(100 / 3)


def test_the_single_model_is_a_member_of_its_ensemble_and_snapshots_are_others():
    cells = final_cells(e28.EXPERIMENT, "smoke", 1, [])
    by_arm = {cell.arm: e28.members_of(cell) for cell in cells}
    assert by_arm["single-few"] == by_arm["independent-few"][:1]
    assert len(by_arm["snapshots-few"]) == len(by_arm["independent-few"]) == 3
    assert not set(by_arm["snapshots-few"]) & set(by_arm["independent-few"])


def test_the_rate_of_a_cycle_is_that_of_the_snapshot_callback():
    rate = cosine_mlp.build(steps=7, width=4).optimizer._learning_rate
    callback = SnapshotEnsemble(cycle_length=7, unit="steps")
    for step in range(7):
        wanted = callback.learning_rate_at(step, 0.1)
        found = float(keras.ops.convert_to_numpy(rate(step)))
        assert found == pytest.approx(wanted, rel=1e-5)


def test_a_network_begins_with_the_weights_it_is_given():
    weights = cosine_mlp.build(steps=3, width=4).get_weights()
    again = cosine_mlp.build(steps=3, width=4, start=tuple(weights)).get_weights()
    for wanted, found in zip(weights, again, strict=True):
        np.testing.assert_array_equal(found, wanted)


def test_snapshots_of_several_seeds_are_those_of_each_alone():
    cells = [
        dataclasses.replace(cell, settings={**cell.settings, "epochs": 3, "width": 8})
        for cell in final_cells(e28.EXPERIMENT, "smoke", 2, [])
        if cell.arm == "snapshots-few"
    ]
    _, second = e28.measure(cells)
    (alone,) = e28.measure(cells[1:])
    for name, value in alone.metrics.items():
        assert second.metrics[name] == pytest.approx(value, rel=1e-4)
