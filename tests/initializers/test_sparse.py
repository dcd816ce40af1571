"""Sparse: how many weights of each unit, where, and how large."""

import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import Sparse
from tests.backends import to_numpy

WIDE = (100, 600)


def test_fifteen_of_each_unit():
    kernel = to_numpy(Sparse(seed=0)(WIDE))
    assert set(np.count_nonzero(kernel, axis=0)) == {15}


def test_fewer_inputs_are_all_connected():
    assert np.all(to_numpy(Sparse(seed=0)((9, 4))))


def test_values_are_normal():
    values = to_numpy(Sparse(40, stddev=2.0, seed=0)(WIDE))
    chosen = values[values != 0]
    assert abs(chosen.mean()) < 5 * 2 / np.sqrt(chosen.size)
    assert chosen.var() == pytest.approx(4.0, rel=5 * np.sqrt(2 / chosen.size))
    assert np.mean(chosen**4) / 16 == pytest.approx(3.0, rel=0.2)


def test_places_are_uniform_and_independent():
    kernel = to_numpy(Sparse(4, seed=0)((12, 3000))) != 0
    expected, variance = 1000, 3000 * (1 / 3) * (2 / 3)
    assert np.abs(kernel.sum(axis=1) - expected).max() < 5 * np.sqrt(variance)
    # Two given places are both chosen with 4 * 3 / (12 * 11).
    pairs = np.sum(kernel[0] & kernel[7])
    share = 12 / 132
    assert abs(pairs - 3000 * share) < 5 * np.sqrt(3000 * share * (1 - share))


def test_places_and_values_know_nothing_of_each_other():
    """The same integer must not draw both from the same numbers."""
    values = to_numpy(Sparse(50, seed=0)(WIDE))
    chosen = values[values != 0]
    assert abs(chosen.mean()) < 5 / np.sqrt(chosen.size)
    assert chosen.var() == pytest.approx(1.0, rel=5 * np.sqrt(2 / chosen.size))


def test_a_unit_of_a_convolution_is_an_output():
    layer = layers.Conv2D(8, 3, kernel_initializer=Sparse(seed=0))
    layer.build((None, 8, 8, 4))
    counts = np.count_nonzero(to_numpy(layer.weights[0]), axis=(0, 1, 2))
    np.testing.assert_array_equal(counts, 15)


def test_transposed_and_depthwise_units():
    transposed = layers.Conv2DTranspose(8, 3, kernel_initializer=Sparse(seed=0))
    transposed.build((None, 8, 8, 4))
    counts = np.count_nonzero(to_numpy(transposed.weights[0]), axis=(0, 1, 3))
    np.testing.assert_array_equal(counts, 15)
    depthwise = layers.DepthwiseConv2D(3, depthwise_initializer=Sparse(2, seed=0))
    depthwise.build((None, 8, 8, 4))
    counts = np.count_nonzero(to_numpy(depthwise.weights[0]), axis=(0, 1))
    np.testing.assert_array_equal(counts, 2)
