"""Mean squares under a standard normal input, by adaptive quadrature."""

import numpy as np

from keras_nntricks._arguments import require

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
REACH = 30.0
MOST_PANELS = 2000


def normal_density(x):
    """The density of N(0, 1)."""
    return np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)


def panel_nodes(left, right):
    """The Gauss-Legendre nodes of each panel, and half the panels' widths."""
    half = 0.5 * (right - left)[:, None]
    return 0.5 * (left + right)[:, None] + half * NODES, half


def first_panels():
    """Panels of width 1; kinks at whole numbers fall between them."""
    left = np.arange(-REACH, REACH)
    return left, left + 1.0


def differentiation_matrix():
    """Turns the values at the nodes into the slopes of their polynomial."""
    gaps = NODES[:, None] - NODES[None, :] + np.eye(len(NODES))
    barycentric = 1.0 / np.prod(gaps, axis=1)
    matrix = barycentric[None, :] / barycentric[:, None] / gaps
    np.fill_diagonal(matrix, 0.0)
    return matrix - np.diag(matrix.sum(axis=1))


def mean_square(square, tolerance, depth, activation):
    """E of `square` under N(0, 1): panels are halved until they agree.

    `square(x, half)` gets nodes of shape (panels, 16). Panels that still disagree
    after `depth` halvings hold a jump and weigh nothing: they are left out.
    """
    left, right = first_panels()
    whole = _integrals(square, left, right, activation)
    scale, total = whole.sum(), 0.0
    _require_fading(whole, scale, activation)
    for _ in range(depth):
        middle = 0.5 * (left + right)
        first = _integrals(square, left, middle, activation)
        second = _integrals(square, middle, right, activation)
        open_ = np.abs(first + second - whole) > tolerance * scale
        total += (first + second)[~open_].sum()
        if not open_.any():
            break
        _require_smooth(open_.sum(), activation)
        scale = total if total > 0.0 else scale
        left, right = _halves(left, middle, right, open_)
        whole = np.concatenate([first[open_], second[open_]])
    return float(total)


def _integrals(square, left, right, activation):
    x, half = panel_nodes(left, right)
    values = square(x, half)
    require(np.isfinite(values).all(), "activation", _FINITE, activation)
    return ((values * normal_density(x)) @ WEIGHTS) * half[:, 0]


_FINITE = "a function with a finite mean square under N(0, 1)"
_STEADY = "a function with few kinks that gives the same value each time"


def _require_fading(whole, scale, activation):
    edge = max(whole[0], whole[-1])
    fades = scale == 0.0 or edge <= 1e-10 * scale
    require(fades, "activation", _FINITE, activation)


def _require_smooth(number, activation):
    require(number <= MOST_PANELS, "activation", _STEADY, activation)


def _halves(left, middle, right, open_):
    return (
        np.concatenate([left[open_], middle[open_]]),
        np.concatenate([middle[open_], right[open_]]),
    )
