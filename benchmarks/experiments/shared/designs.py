"""Where a search puts its trials, and whether one of them lies in a small target."""

import functools
import math

import numpy as np
from scipy.stats import qmc

VOLUME = 0.01
POWER = 9  # Sobol points come in powers of two; no budget is above 2^9


@functools.cache
def _grid(dimensions, budget):
    """The centres of equal cells; the first dimensions get one more, where needed."""
    counts = [1] * dimensions
    while True:
        place = counts.index(min(counts))
        more = [count + (i == place) for i, count in enumerate(counts)]
        if math.prod(more) > budget:
            break
        counts = more
    lines = [(np.arange(count) + 0.5) / count for count in counts]
    return np.stack(np.meshgrid(*lines, indexing="ij"), axis=-1).reshape(-1, dimensions)


def place(design, dimensions, budgets, generator):
    """The points of a design in the unit cube, one array per budget.

    Args:
        design: "grid", "random", "latin-hypercube" or "sobol" (scrambled).
        dimensions: of the cube.
        budgets: how many points, each at most 2^9.
        generator: NumPy's, of everything that is random.
    """
    if design == "sobol":
        points = qmc.Sobol(dimensions, rng=generator).random_base2(POWER)
        return [points[:budget] for budget in budgets]
    return [_points(design, dimensions, budget, generator) for budget in budgets]


def _points(design, dimensions, budget, generator):
    if design == "grid":
        return _grid(dimensions, budget)
    if design == "latin-hypercube":
        return qmc.LatinHypercube(dimensions, rng=generator).random(budget)
    return generator.random((budget, dimensions))


def draw_target(shape, dimensions, generator):
    """The corners of a target of 1 % of the volume, anywhere in the unit cube.

    A "cube" has equal sides. The sides of a "box" are 0.01^w, w uniform on the
    simplex: some dimensions hardly matter and others matter much.
    """
    shares = np.full(dimensions, 1 / dimensions)
    if shape == "box":
        shares = generator.dirichlet(np.ones(dimensions))
    sides = VOLUME**shares
    low = generator.random(dimensions) * (1 - sides)
    return low, low + sides


def count_hits(design, shape, dimensions, budgets, targets, seed):
    """How many targets each budget hits; every target is tried by new points.

    The targets depend on `seed`, a sequence of integers, and not on the design.
    """
    drawn = np.random.default_rng([*seed, 0])
    placed = np.random.default_rng([*seed, 1])
    hits = np.zeros(len(budgets), int)
    for _ in range(targets):
        low, high = draw_target(shape, dimensions, drawn)
        designs = place(design, dimensions, budgets, placed)
        hits += [_is_hit(points, low, high) for points in designs]
    return hits.tolist()


def _is_hit(points, low, high):
    return bool(((points >= low) & (points <= high)).all(axis=1).any())
