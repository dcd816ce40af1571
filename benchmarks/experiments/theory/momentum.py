"""Gradient descent with momentum on a quadratic, direction by direction."""

import numpy as np


def classical(start, curvature, momentum, steps):
    """Position and velocity after some steps from rest, per eigendirection.

        v' = momentum * v - curvature * x,  x' = x + v'

    Args:
        start: positions along the eigendirections, the minimum at 0.
        curvature: learning rate times eigenvalue, one per direction.
        momentum: a number, or one per direction.
        steps: number of steps.

    Reference: Polyak, 1964; as equations 1 and 2 of Sutskever et al., 2013,
    https://proceedings.mlr.press/v28/sutskever13.html.
    """
    curvature = np.asarray(curvature, dtype=np.float64)
    momentum = np.broadcast_to(momentum, curvature.shape)
    step = np.array([[1 - curvature, momentum], [-curvature, momentum]])
    power = np.linalg.matrix_power(np.moveaxis(step, -1, 0), steps)
    position, velocity = power[:, :, 0].T * start
    return position, velocity


def nesterov(start, curvature, momentum, steps):
    """The same for Nesterov's method.

    It is classical momentum whose momentum is multiplied by 1 - curvature.

    Reference: Sutskever et al., 2013, theorem 2.1.
    """
    effective = momentum * (1 - np.asarray(curvature, dtype=np.float64))
    return classical(start, curvature, effective, steps)
