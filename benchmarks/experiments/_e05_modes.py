"""Modes of a deep linear network that is aligned with them, against their solution."""

import functools
import itertools

import numpy as np

from benchmarks.experiments.theory.linear_modes import mode_time
from benchmarks.networks import deep_linear

MODES, START, END = 5, 0.2, 0.9
# Gradient descent follows the flow as long as its steps are small.
STEP = 0.01


@functools.lru_cache(64)
def mode_times(problem, depth, seed):
    """Times of the strongest modes to 90 %, relative to the exact solution.

    Inputs are whitened, the kernels aligned with the modes up to random rotations.
    """
    strengths, right = modes_of(problem)
    whitened = deep_linear.Problem(np.eye(len(right)), strengths[:, None] * right)
    flow = deep_linear.descend(aligned(right, depth, seed), whitened, STEP / depth)
    ends, found = END * strengths[:MODES], np.full(MODES, np.nan)
    for step, whole in enumerate(flow):
        reached = np.sum(whole * right, axis=1)[:MODES] > ends
        found[reached & np.isnan(found)] = step * STEP / depth
        if reached.all():
            break
    exact = [mode_time(depth, START, end, end / END) for end in ends]
    return (found / exact).tolist()


@functools.cache
def modes_of(problem):
    """Strengths of the modes, the strongest 1, and their outputs as rows."""
    values, vectors = np.linalg.eigh(problem.inputs)
    kept = values > 1e-6 * values.max()
    white = vectors[:, kept] / np.sqrt(values[kept])
    targets = white.T @ problem.targets
    _, strengths, right = np.linalg.svd(targets, full_matrices=False)
    return strengths / strengths[0], right


def aligned(right, depth, seed):
    """Kernels that carry each mode, at equal strength, from its input to its output."""
    size = len(right)
    turns = deep_linear.draw("orthogonal", [size] * depth, seed)
    turns = [np.eye(size), *turns, right.T]
    scale = START ** (1 / depth)
    return [scale * a @ b.T for a, b in itertools.pairwise(turns)]
