"""The sigmoid nets, what is kept of them, and what is made of a run."""

import types

import numpy as np
import pytest

from benchmarks.experiments import _e08_trainings as trainings
from benchmarks.networks import percentile_recorder, sigmoid_mlp


def kernels_of(model):
    return [np.asarray(w) for w in model.get_weights() if np.ndim(w) == 2]


def test_the_arms_differ_in_their_start_and_in_what_precedes_the_sigmoids():
    plain, normalized = (
        sigmoid_mlp.build(normalization=kind, units=50) for kind in ("none", "batch")
    )
    shapes = [kernel.shape for kernel in kernels_of(plain)]
    assert shapes == [(64, 50), (50, 50), (50, 50), (50, 10)]
    assert shapes == [kernel.shape for kernel in kernels_of(normalized)]
    assert np.std(kernels_of(plain)[0]) == pytest.approx(0.01, rel=0.1)
    kinds = [layer.__class__.__name__ for layer in normalized.layers]
    assert kinds == ["Dense", "BatchNormalization", "Activation"] * 3 + ["Dense"]
    xavier = kernels_of(sigmoid_mlp.build(initializer="xavier", units=50))
    assert np.std(xavier[1]) == pytest.approx(50**-0.5, rel=0.1)


def test_the_recorder_keeps_the_mean_percentiles_of_each_epoch():
    layer = percentile_recorder.PercentileRecorder(2, steps_per_epoch=3, units=4)
    batches = np.random.default_rng(0).standard_normal((5, 30, 6)).astype("float32")
    for batch in batches:
        np.testing.assert_array_equal(layer(batch, training=True), batch)
        layer(100 * batch, training=False)
    wanted = np.percentile(batches[..., :4], (15, 50, 85), axis=1)
    first, second = wanted[:, :3].sum(axis=1) / 3, wanted[:, 3:].sum(axis=1) / 3
    np.testing.assert_allclose(layer.table, [first, second], atol=1e-6)


def test_a_net_of_fewer_units_is_recorded_whole():
    model = sigmoid_mlp.build(units=3, recorded=(2, 1))
    assert tuple(model.layers[-3].table.shape) == (2, 3, 3)


def made_run(accuracy, table):
    cell = types.SimpleNamespace(data="digits", settings={"batch_size": 60})
    history = {"loss": [2.0, None, 1.0], "val_accuracy": accuracy}
    row = {"history": history, "run": {"learning_rate": 0.3}}
    return trainings.of_run(cell, row, [np.zeros((4, 4)), np.asarray(table)])


def test_a_run_is_as_fast_as_its_first_epoch_beyond_the_target():
    table = [[[-1.0], [0.0], [1.0]], [[1.0], [2.0], [3.0]], [[3.0], [4.0], [5.0]]]
    found = made_run([0.5, 0.95, 0.89], table)
    assert (found["steps_to_90"], found["steps"], found["rate"]) == (44, 66, 0.3)
    assert found["final_accuracy"] == 0.89
    assert found["mean_loss"] == np.inf
    assert found["drift"] == pytest.approx(8 / 3)
    assert found["percentiles"][1] == [0.0, 2.0, 4.0]
    assert made_run([0.5, None, None], table)["steps_to_90"] is None


def test_the_relative_drift_is_free_of_the_scale_of_the_inputs():
    table = np.random.default_rng(1).standard_normal((5, 3, 2)).cumsum(axis=1)
    found, wider = (made_run([1.0] * 5, table * scale) for scale in (1.0, 7.0))
    assert wider["drift"] == pytest.approx(49 * found["drift"])
    assert wider["relative_drift"] == pytest.approx(found["relative_drift"])


def test_a_rate_works_if_some_epoch_is_right_often_enough():
    histories = ([0.95, 0.2], [0.3, 0.51], [0.49, None])
    rows = [{"history": {"val_accuracy": history}} for history in histories]
    found = trainings.of_rates(rows, {"rates": (1.0, 3.0, 10.0)})
    assert found["accuracy_by_rate"] == [0.95, 0.51, 0.49]
    assert found["largest_rate"] == 3.0
    assert trainings.of_rates(rows[2:], {"rates": (10.0,)})["largest_rate"] is None


def test_binary_images_are_black_and_white():
    x = np.array([[[[0.2], [0.6]]]], "float32")
    assert trainings.inputs(x, {"binary": True}).tolist() == [[0.0, 1.0]]
    assert trainings.inputs(x, {"binary": False}).shape == (1, 2)
