"""The gradient of a ReLU classifier by hand, layer by layer, in NumPy."""

import numpy as np


def signal_gradients(kernels, biases, x, y):
    """Gradients of the mean cross-entropy by each layer's pre-activation.

    Args:
        kernels: list of (fan_in, fan_out) arrays; all but the last end in ReLU.
        biases: list of (fan_out,) arrays.
        x: (batch, features) inputs.
        y: (batch,) integer labels.

    Returns:
        List of (batch, fan_out) arrays, first layer first.
    """
    signals = _forward(kernels, biases, np.asarray(x, "float64"))
    gradients = [_softmax_gradient(signals[-1], y)]
    for kernel, signal in zip(kernels[:0:-1], signals[-2::-1], strict=True):
        gradients.append((gradients[-1] @ kernel.T) * (signal > 0))
    return gradients[::-1]


def halvings_per_layer(kernels, biases, x, y):
    """How often the back-propagated gradient halves per hidden layer.

    Minus log2 of the root mean square at the first hidden layer over that at the
    last, divided by the number of layers between them.
    """
    hidden = signal_gradients(kernels, biases, x, y)[:-1]
    first, last = (np.sqrt(np.mean(g**2)) for g in (hidden[0], hidden[-1]))
    return float(np.log2(last / first) / (len(hidden) - 1))


def _forward(kernels, biases, x):
    """Pre-activations of all layers."""
    signals = []
    for kernel, bias in zip(kernels, biases, strict=True):
        signals.append(x @ kernel.astype("float64") + bias)
        x = np.maximum(signals[-1], 0)
    return signals


def _softmax_gradient(logits, y):
    """d(mean cross-entropy)/d(logits) = (softmax - one hot) / batch."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    share = shifted / shifted.sum(axis=1, keepdims=True)
    share[np.arange(len(y)), y] -= 1
    return share / len(y)
