"""Shifted images, and a net that shifts in training alone."""

import types

import numpy as np
import pytest

from benchmarks.experiments import e26_data_augmentation as e26
from benchmarks.networks import augmented_mlp


def test_images_move_by_whole_pixels_and_leave_zeros():
    image = np.arange(1, 10.0).reshape(1, 3, 3, 1)
    down, up, right, left = e26.shifted(image, 1)
    assert down[0, ..., 0].tolist() == [[0, 0, 0], [1, 2, 3], [4, 5, 6]]
    assert up[0, ..., 0].tolist() == [[4, 5, 6], [7, 8, 9], [0, 0, 0]]
    assert right[0, ..., 0].tolist() == [[0, 1, 2], [0, 4, 5], [0, 7, 8]]
    assert left[0, ..., 0].tolist() == [[2, 3, 0], [5, 6, 0], [8, 9, 0]]


def test_the_first_training_images_are_taken():
    arrays = {"x_train": np.arange(5)[:, None], "y_train": np.arange(5)}
    arrays |= {"x_validation": np.zeros((2, 2, 2)), "y_validation": np.zeros(2)}
    dataset = types.SimpleNamespace(**arrays)
    (x, y), (x_validation, _) = e26.flat_arrays(dataset, 3)
    assert (x.tolist(), y.tolist()) == ([[0], [1], [2]], [0, 1, 2])
    assert x_validation.shape == (2, 4)
    assert len(e26.flat_arrays(dataset, None)[0][0]) == 5


def test_only_training_shifts():
    net = augmented_mlp.build("shift", units=4, shape=(8, 8, 1))
    plain = augmented_mlp.build("none", units=4, shape=(8, 8, 1))
    weights = [w for w in net.get_weights() if np.asarray(w).dtype.kind == "f"]
    plain.set_weights(weights)
    x = np.random.default_rng(0).random((6, 64), dtype="float32")
    wanted = np.asarray(plain(x, training=True))
    np.testing.assert_allclose(net(x, training=False), wanted, atol=1e-6)
    assert np.abs(np.asarray(net(x, training=True)) - wanted).max() > 1e-3


def test_percent_right_counts_the_largest_logit():
    def model(x, training):
        return x

    logits = np.array([[1.0, 2.0], [3.0, 1.0], [0.0, 1.0], [0.5, 0.0]])
    found = e26.percent_right(model, logits, np.array([1, 0, 0, 0]))
    assert found == pytest.approx(75.0)
