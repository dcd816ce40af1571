"""The gradient of a classifier by hand, layer by layer, in NumPy."""

import numpy as np

from benchmarks.experiments.theory.curves import CURVES

RELU = CURVES["relu"]


def signal_gradients(kernels, biases, x, y, curve=RELU):
    """Gradients of the mean cross-entropy by each layer's pre-activation.

    Args:
        kernels: list of (fan_in, fan_out) arrays; all but the last end in `curve`.
        biases: list of (fan_out,) arrays.
        x: (batch, features) inputs.
        y: (batch,) integer labels.
        curve: the activation and its derivative, a `Curve`. Defaults to ReLU.

    Returns:
        List of (batch, fan_out) arrays, first layer first.
    """
    signals = pre_activations(kernels, biases, x, curve)
    gradients = [_softmax_gradient(signals[-1], y)]
    for kernel, signal in zip(kernels[:0:-1], signals[-2::-1], strict=True):
        gradients.append((gradients[-1] @ kernel.T) * curve.slope(signal))
    return gradients[::-1]


def gradient_sizes(kernels, biases, x, y, curve=RELU):
    """Mean square of the gradient by each hidden pre-activation."""
    hidden = signal_gradients(kernels, biases, x, y, curve)[:-1]
    return np.array([np.mean(gradient**2) for gradient in hidden])


def halvings_per_layer(kernels, biases, x, y):
    """How often the back-propagated gradient halves per hidden layer.

    Minus log2 of the root mean square at the first hidden layer over that at the
    last, divided by the number of layers between them.
    """
    sizes = gradient_sizes(kernels, biases, x, y)
    return float(np.log2(sizes[-1] / sizes[0]) / 2 / (len(sizes) - 1))


def pre_activations(kernels, biases, x, curve=RELU):
    """What each layer gives before its activation: list of (batch, fan_out) arrays."""
    signals, x = [], np.asarray(x, "float64")
    for kernel, bias in zip(kernels, biases, strict=True):
        signals.append(x @ kernel.astype("float64") + bias)
        x = curve.value(signals[-1])
    return signals


def mean_singular_values(kernels, biases, x, curve):
    """Mean singular value of d(outputs) / d(inputs) of layers 2, 3, ...

    One number per hidden layer after the first, the mean over the inputs.
    """
    signals = pre_activations(kernels, biases, x, curve)[1:-1]
    return [
        float(np.mean([_singular_values(kernel, curve, s) for s in signal]))
        for kernel, signal in zip(kernels[1:-1], signals, strict=True)
    ]


def _singular_values(kernel, curve, signal):
    return np.linalg.svd(kernel * curve.slope(signal), compute_uv=False)


def _softmax_gradient(logits, y):
    """d(mean cross-entropy)/d(logits) = (softmax - one hot) / batch."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    share = shifted / shifted.sum(axis=1, keepdims=True)
    share[np.arange(len(y)), y] -= 1
    return share / len(y)
