"""Points that belong to classes."""

import functools

import numpy as np

from benchmarks.diagnosis.problems.problem import EXAMPLES


def blobs(rng):
    """Five normal clouds in ten dimensions, which overlap a little."""
    centres = rng.normal(size=(5, 10)) * 1.2
    y = rng.integers(5, size=EXAMPLES)
    return centres[y] + rng.normal(size=(EXAMPLES, 10)), y


def digits(rng):
    """Handwritten digits, 64 features in [0, 1]."""
    x, y = _digits()
    return x / 16.0, y


def small_images(rng):
    """The same digits as images of 8 x 8 pixels."""
    x, y = _digits()
    return x.reshape(-1, 8, 8, 1) / 16.0, y


@functools.cache
def _digits():
    from sklearn.datasets import load_digits

    return load_digits(return_X_y=True)


def moons(rng):
    """Two half circles in the plane that reach into one another."""
    y = rng.integers(2, size=EXAMPLES)
    angle = rng.uniform(0, np.pi, EXAMPLES)
    x = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    x = np.where(y[:, None] == 1, [1.0, 0.5] - x, x)
    return (x - [0.5, 0.25]) + 0.12 * rng.normal(size=x.shape), y


def rings(rng):
    """Four rings around one another: classes of a radius alone."""
    y = rng.integers(4, size=EXAMPLES)
    angle = rng.uniform(0, 2 * np.pi, EXAMPLES)
    radius = 0.4 + 0.6 * y + 0.1 * rng.normal(size=EXAMPLES)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), y


def bars(rng):
    """Noisy images of 8 x 8 pixels with one bright line in one of four directions."""
    y = rng.integers(4, size=EXAMPLES)
    x = 0.25 * rng.normal(size=(EXAMPLES, 8, 8, 1))
    place = rng.integers(1, 7, size=EXAMPLES)
    line = np.arange(8)
    for image, direction, at in zip(x[..., 0], y, place, strict=True):
        across = np.full(8, at)
        rows = (across, line, line, line[::-1])[direction]
        columns = (line, across, line, line)[direction]
        image[rows, columns] += 1.0
    return x, y


def spirals(rng):
    """Three arms that wind around the origin."""
    y = rng.integers(3, size=EXAMPLES)
    along = rng.uniform(0.15, 1.0, EXAMPLES)
    angle = 3 * along + 2 * np.pi * y / 3 + 0.15 * rng.normal(size=EXAMPLES)
    points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return 1.7 * along[:, None] * points, y


def quarters(rng):
    """Noisy images of 8 x 8 pixels; one quarter of each is brighter than the rest."""
    y = rng.integers(4, size=EXAMPLES)
    x = rng.normal(size=(EXAMPLES, 8, 8, 1))
    for image, place in zip(x, y, strict=True):
        row, column = 4 * (place // 2), 4 * (place % 2)
        image[row : row + 4, column : column + 4] += 0.8
    return x, y
