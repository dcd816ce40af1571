"""Sequences of twelve steps with three features."""

import numpy as np

from benchmarks.diagnosis.problems.problem import EXAMPLES


def loudest(rng):
    """Which of the three features is greatest on average."""
    y = rng.integers(3, size=EXAMPLES)
    x = rng.normal(size=(EXAMPLES, 12, 3))
    return x + 1.2 * np.eye(3)[y][:, None, :], y


def rising(rng):
    """Whether the first feature rises or falls over the sequence."""
    y = rng.integers(2, size=EXAMPLES)
    x = 0.7 * rng.normal(size=(EXAMPLES, 12, 3))
    x[:, :, 0] += np.where(y == 1, 1, -1)[:, None] * np.linspace(-1.5, 1.5, 12)
    return x, y


def bumps(rng):
    """Where in the sequence a bump is: early, in the middle or late."""
    y = rng.integers(3, size=EXAMPLES)
    x = 0.5 * rng.normal(size=(EXAMPLES, 12, 3))
    for sequence, place in zip(x, y, strict=True):
        sequence[4 * place : 4 * place + 4] += 1.0
    return x, y
