"""Where strategies put their trials: points of the unit cube."""

from __future__ import annotations

import itertools
import math

import numpy as np


def grid(limits, budget, rng):
    """The centres of equal cells, as many as the budget allows.

    The hyperparameters get their number of values in turn, in an order drawn anew, none
    more values than it has. Where no root fits, a part of the budget stays unused.
    """
    order = rng.permutation(len(limits))
    counts = [1] * len(limits)
    while (place := _next(counts, limits, budget, order)) is not None:
        counts[place] += 1
    lines = [(np.arange(count) + 0.5) / count for count in counts]
    return np.array(list(itertools.product(*lines)))


def _next(counts, limits, budget, order):
    size = math.prod(counts)
    places = [
        place
        for place in order
        if counts[place] < limits[place]
        and size // counts[place] * (counts[place] + 1) <= budget
    ]
    return min(places, key=lambda place: counts[place], default=None)


def random(limits, budget, rng):
    """Independent, uniform points; a smaller budget is the beginning of a larger."""
    return rng.random((budget, len(limits)))


def latin_hypercube(limits, budget, rng):
    """One point in each of `budget` slices of every hyperparameter, else at random."""
    slices = np.stack([rng.permutation(budget) for _ in limits], axis=1)
    return (slices + rng.random(slices.shape)) / budget


STRATEGIES = {
    "grid": grid,
    "random": random,
    "latin_hypercube": latin_hypercube,
}
