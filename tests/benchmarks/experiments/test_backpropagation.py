import itertools

import numpy as np
import pytest

from benchmarks.experiments.theory import backpropagation
from benchmarks.experiments.theory.curves import CURVES


def network(gain, widths, seed=0):
    generator = np.random.default_rng(seed)
    pairs = list(itertools.pairwise(widths))
    kernels = [gain * generator.standard_normal(p) / p[0] ** 0.5 for p in pairs]
    biases = [0.1 * generator.standard_normal(p[1]) for p in pairs]
    x = generator.standard_normal((6, widths[0]))
    return kernels, biases, x, generator.integers(widths[-1], size=6)


def loss(network, layer, shift, activation):
    """Mean cross-entropy with `shift` added to the pre-activation of a layer."""
    kernels, biases, x, y = network
    for index, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        x = x @ kernel + bias + (shift if index == layer else 0)
        if index < len(kernels) - 1:
            x = activation(x)
    shares = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    return -np.mean(np.log(shares[np.arange(len(y)), y]))


@pytest.mark.parametrize(
    ("curve", "activation"),
    [
        (backpropagation.RELU, lambda x: np.maximum(x, 0)),
        (CURVES["tanh"], np.tanh),
    ],
    ids=["relu", "tanh"],
)
def test_signal_gradients_equal_finite_differences(curve, activation):
    drawn = network(1.4, (5, 7, 6, 4))
    gradients = backpropagation.signal_gradients(*drawn, curve)
    for layer, gradient in enumerate(gradients):
        for place in ((0, 0), (2, 3), (5, 1)):
            shift = np.zeros(gradient.shape)
            shift[place] = 1e-6
            up = loss(drawn, layer, shift, activation)
            down = loss(drawn, layer, -shift, activation)
            assert gradient[place] == pytest.approx((up - down) / 2e-6, abs=1e-8)


def outputs(kernels, biases, x, layers):
    for kernel, bias in zip(kernels[:layers], biases[:layers], strict=True):
        x = np.tanh(x @ kernel + bias)
    return x


def test_singular_values_are_those_of_a_jacobian_by_finite_differences():
    kernels, biases, x, _ = network(1.2, (5, 6, 6, 4))
    x = x[:2]
    hidden = outputs(kernels, biases, x, 1)
    values = []
    for start in hidden:
        columns = []
        for unit in range(6):
            step = 1e-6 * np.eye(6)[unit]
            ends = [
                outputs(kernels[1:], biases[1:], start + sign * step, 1)
                for sign in (1, -1)
            ]
            columns.append((ends[0] - ends[1]) / 2e-6)
        values.append(np.linalg.svd(columns, compute_uv=False).mean())
    found = backpropagation.mean_singular_values(kernels, biases, x, CURVES["tanh"])
    assert found == [pytest.approx(np.mean(values), rel=1e-6)]


@pytest.mark.parametrize(("gain", "halvings"), [(1.0, 0.5), (2**0.5, 0.0)])
def test_the_gradient_decays_as_the_gain_says(gain, halvings):
    widths = (64, *[300] * 12, 10)
    kernels, biases, x, y = network(gain, widths)
    biases = [0 * bias for bias in biases]
    found = backpropagation.halvings_per_layer(kernels, biases, x, y)
    assert found == pytest.approx(halvings, abs=0.06)
