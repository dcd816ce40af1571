"""Deep linear networks under full-batch gradient descent, from second moments alone.

The loss of the map W = W_1 W_2 ... W_D, half the mean squared error summed over the
outputs, and its gradients depend on the data through E x^T x and E x^T y. Whatever is
carried from layer to layer then has one column per output, not one row per example.
"""

import dataclasses
import itertools

import keras
import numpy as np

from keras_nntricks.initializers import Orthogonal, Xavier

INITIALIZERS = {
    "orthogonal": Orthogonal,
    "gaussian": lambda seed: Xavier("fan_in", "untruncated_normal", seed=seed),
}
LOST = 1e6


@dataclasses.dataclass(frozen=True, eq=False)
class Problem:
    """Linear regression: `inputs` is E x^T x and `targets` is E x^T y."""

    inputs: np.ndarray
    targets: np.ndarray

    @classmethod
    def of(cls, x, y):
        """The problem of examples (rows), with their means taken out."""
        x, y = (np.asarray(a, "float64") - np.mean(a, axis=0) for a in (x, y))
        return cls(x.T @ x / len(x), x.T @ y / len(x))

    def explained(self):
        """How much the best linear map lowers twice the loss of the zero map."""
        best = np.linalg.lstsq(self.inputs, self.targets, rcond=1e-10)[0]
        return float(np.sum(best * self.targets))


def draw(initializer, sizes, seed):
    """Kernels between layers of these sizes, each from a stream of the seed."""
    fill = INITIALIZERS[initializer](seed=keras.random.SeedGenerator(seed))
    shapes = itertools.pairwise(sizes)
    return [keras.ops.convert_to_numpy(fill(s)).astype("float64") for s in shapes]


def gradients(kernels, problem):
    """Gradients of the loss by each kernel, and the map of the whole network."""
    tails = [np.eye(problem.targets.shape[1])]
    for kernel in kernels[::-1]:
        tails.append(kernel @ tails[-1])
    whole = tails.pop()
    error, found = problem.inputs @ whole - problem.targets, []
    for kernel, tail in zip(kernels, tails[::-1], strict=True):
        found.append(error @ tail.T)
        error = kernel.T @ error
    return found, whole


def descend(kernels, problem, learning_rate):
    """Steps of gradient descent: yields the map before each; changes the kernels."""
    while True:
        found, whole = gradients(kernels, problem)
        yield whole
        for kernel, gradient in zip(kernels, found, strict=True):
            kernel -= learning_rate * gradient


def steps_to(kernels, problem, learning_rate, target, most_steps):
    """Steps until `target` of what can be explained is left; None for never.

    1 is left of the zero map and 0 of the best one.
    """
    explained, kernels = problem.explained(), [kernel.copy() for kernel in kernels]
    with np.errstate(over="ignore", invalid="ignore"):
        for step, whole in enumerate(descend(kernels, problem, learning_rate)):
            left = unexplained(whole, problem, explained)
            if left < target:
                return step
            if step == most_steps or not left < LOST:
                return None


def unexplained(whole, problem, explained):
    """What a map leaves of the loss that a linear map can take away, by its total."""
    change = problem.inputs @ whole - 2 * problem.targets
    return 1 + float(np.sum(whole * change)) / explained
