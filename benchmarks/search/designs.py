"""Where a search puts its trials, and whether one of them lies in a small target."""

import functools

import numpy as np
from scipy.stats import qmc

VOLUME = 0.01
POWER = 9  # Sobol points come in powers of two; no budget is above 2^9


def strategies():
    """The package's own strategies: points of the unit cube."""
    # Keras Tuner is loaded with them; to list the experiments it is not needed.
    from keras_nntricks.search._strategies.points import STRATEGIES

    return STRATEGIES


@functools.cache
def _grid(dimensions, budget):
    # Which side of the grid gets one more tick is as good as any: so are the targets.
    limits = (budget,) * dimensions
    return strategies()["grid"](limits, budget, np.random.default_rng(0))


def place(design, dimensions, budgets, generator):
    """The points of a design in the unit cube, one array per budget.

    Args:
        design: "grid", "random", "latin-hypercube" or "sobol" (scrambled).
        dimensions: of the cube.
        budgets: how many points, each at most 2^9.
        generator: NumPy's, of everything that is random.
    """
    if design == "grid":
        return [_grid(dimensions, budget) for budget in budgets]
    if design == "sobol":
        points = qmc.Sobol(dimensions, rng=generator).random_base2(POWER)
        return [points[:budget] for budget in budgets]
    draw = strategies()[design.replace("-", "_")]
    return [draw((1,) * dimensions, budget, generator) for budget in budgets]


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
