import itertools

import numpy as np
import pytest

from benchmarks.experiments.theory import backpropagation


def network(gain, widths, seed=0):
    generator = np.random.default_rng(seed)
    pairs = list(itertools.pairwise(widths))
    kernels = [gain * generator.standard_normal(p) / p[0] ** 0.5 for p in pairs]
    biases = [0.1 * generator.standard_normal(p[1]) for p in pairs]
    x = generator.standard_normal((6, widths[0]))
    return kernels, biases, x, generator.integers(widths[-1], size=6)


def loss(kernels, biases, x, y, layer, shift):
    """Mean cross-entropy with `shift` added to the pre-activation of a layer."""
    for index, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        x = x @ kernel + bias + (shift if index == layer else 0)
        if index < len(kernels) - 1:
            x = np.maximum(x, 0)
    shares = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    return -np.mean(np.log(shares[np.arange(len(y)), y]))


def test_signal_gradients_equal_finite_differences():
    kernels, biases, x, y = network(1.4, (5, 7, 6, 4))
    gradients = backpropagation.signal_gradients(kernels, biases, x, y)
    for layer, gradient in enumerate(gradients):
        for place in ((0, 0), (2, 3), (5, 1)):
            shift = np.zeros(gradient.shape)
            shift[place] = 1e-6
            up = loss(kernels, biases, x, y, layer, shift)
            down = loss(kernels, biases, x, y, layer, -shift)
            assert gradient[place] == pytest.approx((up - down) / 2e-6, abs=1e-8)


@pytest.mark.parametrize(("gain", "halvings"), [(1.0, 0.5), (2**0.5, 0.0)])
def test_the_gradient_decays_as_the_gain_says(gain, halvings):
    widths = (64, *[300] * 12, 10)
    kernels, biases, x, y = network(gain, widths)
    biases = [0 * bias for bias in biases]
    found = backpropagation.halvings_per_layer(kernels, biases, x, y)
    assert found == pytest.approx(halvings, abs=0.06)
