"""Points with a number to tell; inputs and targets are standardised."""

import numpy as np

from benchmarks.diagnosis.problems.problem import EXAMPLES


def waves(rng):
    """A sine along one direction, a slope along another, a little noise."""
    x = rng.normal(size=(EXAMPLES, 6))
    first, second = rng.normal(size=(2, 6)) / np.sqrt(6)
    y = np.sin(1.5 * x @ first) + x @ second + 0.1 * rng.normal(size=EXAMPLES)
    return x, _standardised(y)


def friedman(rng):
    """The first function of Friedman, 1991, https://doi.org/10.1214/aos/1176347963."""
    x = rng.uniform(size=(EXAMPLES, 8))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2
    y = y + 10 * x[:, 3] + 5 * x[:, 4] + 0.5 * rng.normal(size=EXAMPLES)
    return (x - 0.5) * np.sqrt(12.0), _standardised(y)


def ridge(rng):
    """A slope that flattens at both ends, along one direction of twelve features."""
    x = rng.normal(size=(EXAMPLES, 12))
    total = x @ rng.normal(size=12)
    y = np.arctan(2 * total / total.std()) + 0.1 * rng.normal(size=EXAMPLES)
    return x, _standardised(y)


def _standardised(y):
    y = (y - y.mean()) / y.std()
    return y.astype("float32")[:, None]
