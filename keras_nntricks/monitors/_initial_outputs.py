"""The outputs of a model that knows nothing yet: an activation of centred noise."""

import numpy as np

# A fine grid integrates kinks too, where Gauss-Hermite nodes do not.
_NODES = np.linspace(-8.0, 8.0, 4001)
_SHARES = np.exp(-(_NODES**2) / 2)
_SHARES /= _SHARES.sum()


def _sigmoid(x):
    return 1 / (1 + np.exp(-x))


def _elu(x):
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def softplus(x):
    """ln(1 + e^x)."""
    return np.logaddexp(0, x)


_ACTIVATIONS = {
    None: lambda x: x,
    "linear": lambda x: x,
    "elu": _elu,
    "exponential": np.exp,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": _sigmoid,
    "softplus": softplus,
    "tanh": np.tanh,
}


class InitialOutputs:
    """Independent outputs `activation(z)`, `z ~ N(0, std^2)`, of the same law each.

    For softmax, whose outputs depend on each other, only the moments are known.
    """

    def __init__(self, activation, units, std):
        self.activation, self.units, self.std = activation, units, std

    @property
    def centred(self):
        """Whether an output is as often negative as positive."""
        return self.activation in (None, "linear", "tanh")

    def expect(self, function):
        """The expectation of `function(output)`; None where it cannot be told."""
        if self.activation not in _ACTIVATIONS:
            return None
        values = function(_ACTIVATIONS[self.activation](self.std * _NODES))
        return float(_SHARES @ values)

    def mean(self):
        """The expectation of an output, or None."""
        if self.activation == "softmax":
            return self.units and 1 / self.units
        return self.expect(lambda x: x)

    def mean_square(self):
        """An interval for the expectation of an output's square, or None."""
        if self.activation != "softmax":
            square = self.expect(np.square)
            return square if square is None else (square, square)
        # E p^2 <= E p, and p is nearly lognormal where there are many units.
        mean = self.mean()
        return mean and (mean**2, min(mean**2 * np.exp(self.std**2), mean))
