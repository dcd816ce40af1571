"""RandomizedAsymmetric: one positive entry per unit, and fewer dead networks."""

import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import MSRA, RandomizedAsymmetric
from tests.backends import to_numpy

WIDE = (400, 600)  # deviation 0.03: what is above 0.2 is the positive entry


def positive_entries(kernel):
    return kernel > 0.2


def test_one_entry_of_each_unit_is_from_beta_2_1():
    kernel = to_numpy(RandomizedAsymmetric(seed=0)(WIDE))
    largest = kernel.max(axis=0)
    assert largest.mean() == pytest.approx(2 / 3, abs=5 * np.sqrt(1 / 18 / 600))
    # P(entry < 1/2) = 1/4
    assert np.mean(largest < 0.5) == pytest.approx(0.25, abs=5 * np.sqrt(0.1875 / 600))
    assert positive_entries(kernel).sum(axis=0).max() == 1
    assert np.all(largest < 1)


def test_the_others_are_normal():
    kernel = to_numpy(RandomizedAsymmetric(seed=0)(WIDE))
    rest = kernel[~positive_entries(kernel)]
    assert rest.std() == pytest.approx(0.6007 / 20, rel=0.01)
    assert abs(rest.mean()) < 5 * 0.03 / np.sqrt(rest.size)


def test_places_are_uniform():
    kernel = to_numpy(RandomizedAsymmetric(seed=0)((4, 4000)))
    counts = np.bincount(kernel.argmax(axis=0), minlength=4)
    assert np.abs(counts - 1000).max() < 5 * np.sqrt(750)


def layer_with_bias(inputs, units):
    initializer = RandomizedAsymmetric(use_bias=True, seed=3)
    layer = layers.Dense(
        units, kernel_initializer=initializer, bias_initializer=initializer
    )
    layer.build((None, inputs))
    return [to_numpy(weight) for weight in layer.weights]


def test_kernel_and_bias_share_the_entry():
    kernel, bias = layer_with_bias(400, 600)
    entries = positive_entries(np.vstack([kernel, bias]))
    assert entries.sum(axis=0).max() == 1
    # Beta(2, 1) is below 0.2 in 4 % of the units.
    assert entries.sum() == pytest.approx(0.96 * 600, abs=5 * np.sqrt(600 * 0.04))


def test_one_unit_in_fan_in_plus_one_has_it_in_the_bias():
    kernel, bias = layer_with_bias(4, 5000)
    variance = 0.6007**2 / 4
    spread = 0.2 * 0.5 + 0.8 * variance
    assert np.mean(bias**2) == pytest.approx(spread, rel=0.1)
    assert np.mean(kernel**2) == pytest.approx(spread, rel=0.05)
    assert bias.mean() == pytest.approx(0.2 * 2 / 3, abs=5 * np.sqrt(spread / 5000))


def test_the_bias_of_a_convolution():
    initializer = RandomizedAsymmetric(use_bias=True, seed=3)
    layer = layers.Conv2D(
        600, 10, kernel_initializer=initializer, bias_initializer=initializer
    )
    layer.build((None, 12, 12, 4))
    kernel, bias = (to_numpy(weight) for weight in layer.weights)
    entries = positive_entries(np.vstack([kernel.reshape(400, 600), bias]))
    assert entries.sum(axis=0).max() == 1


def test_a_bias_alone_is_refused():
    with pytest.raises(ValueError, match="is no kernel"):
        RandomizedAsymmetric()((5,))
    with pytest.raises(ValueError, match="`shape` must be that of the bias of a layer"):
        RandomizedAsymmetric(use_bias=True, seed=0)((5,))


def test_a_pair_needs_an_integer_seed():
    with pytest.raises(ValueError, match="`seed` must be an integer where `use_bias`"):
        RandomizedAsymmetric(use_bias=True)


def share_born_dead(make, depth=10, networks=400):
    """Networks of width 2 that give one value for every input."""
    inputs = np.random.default_rng(0).uniform(-1, 1, size=(50, 2))
    kernels = to_numpy(make(seed=1)((2, 2 * networks * depth)))
    kernels = kernels.reshape(2, networks, depth, 2).transpose(1, 2, 0, 3)
    dead = 0
    for network in kernels:
        signal = inputs
        for kernel in network:
            signal = np.maximum(signal @ kernel, 0)
        dead += np.ptp(signal, axis=0).max() == 0
    return dead / networks


def test_fewer_networks_are_born_dead():
    """Ten layers of width 2, no bias: many die with He's weights."""
    he, asymmetric = share_born_dead(MSRA), share_born_dead(RandomizedAsymmetric)
    assert he > 0.6
    assert asymmetric < he - 0.2
