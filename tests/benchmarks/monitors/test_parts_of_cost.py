"""What follows from the parts of a cost, and the measurement at a tiny size."""

import keras
import numpy as np
import pytest

from benchmarks.monitors import parts_table, steps
from keras_nntricks import callbacks

ROW = {
    "problem": "small cnn",
    "backend": "jax",
    "batch_size": 60,
    "steps": 250,
    "plain_seconds": 0.01,
    "sampled_to_plain": {"TrainingMonitor": [1.4, 1.5, 1.6]},
    "hook_seconds": {"TrainingMonitor": 0.02},
    "guarded_to_plain": [1.01, 1.04, 1.05],
    "load_average": 0.5,
    "environment": {"processor": "a processor", "cores": 2, "device": "cpu"},
}


def test_a_training_has_samples_and_hooks():
    # 10 epochs of 1000 steps: 7 first samples, 19 of the steps 50 to 950, 90 of the
    # steps 1000 to 9900; 2 steps of hooks each.
    assert parts_table.samples(10_000) == 116
    ratio = 1 + (116 * 0.5 + 10 * 2) / 10_000
    assert parts_table.expected(ROW, "TrainingMonitor") == pytest.approx(ratio)


def test_a_line_judges_each_callback():
    lines = parts_table.table([ROW]).splitlines()
    assert lines[2] == (
        "| small cnn | JAX | `TrainingMonitor` | 1.500 (1.450 to 1.550) | 2.0 "
        "| 1.008 | 1.02 met |"
    )
    assert lines[3] == (
        "| small cnn | JAX | `NaNGuard` |  |  | 1.040 (1.025 to 1.045) "
        "| 1.03 **missed** |"
    )


def test_parts_are_measured():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    data = np.ones((40, 3)), np.ones((40, 1))

    def make(**settings):
        return callbacks.DeadUnitMonitor(verbose=0, **settings)

    ratios = steps.sampled_to_plain(model, data, 2, make)
    assert len(ratios) == 6
    assert min(ratios) > 0
    assert 0 < steps.hook_seconds(model, data, 2, make) < 60
    assert len(steps.watched_to_plain(model, data, 2, make, rounds=2)) == 2
