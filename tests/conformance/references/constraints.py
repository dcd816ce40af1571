"""Constraints in NumPy."""

import numpy as np


def max_norm(weight, max_value, axes):
    """One vector at a time: those along `axes`."""
    rank = weight.ndim
    last = np.moveaxis(weight, axes, range(rank - len(axes), rank))
    vectors = last.reshape(*last.shape[: rank - len(axes)], -1).copy()
    for place in np.ndindex(vectors.shape[:-1]):
        length = np.linalg.norm(vectors[place])
        vectors[place] *= max_value / max(length, max_value)
    return np.moveaxis(vectors.reshape(last.shape), range(rank - len(axes), rank), axes)
