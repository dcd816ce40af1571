"""Signals, gradients and Jacobians of an infinitely wide network before training.

Weights are independent with mean 0, biases are 0. Given an input, the pre-activations
of a layer are then N(0, q), and all else follows from moments of f(sqrt(q) z) and of
f'(sqrt(q) z) with z ~ N(0, 1). A `Curve` holds f and f'.
"""

import numpy as np

NODES = np.linspace(-8.0, 8.0, 801)
DENSITY = np.exp(-(NODES**2) / 2) / np.sqrt(2 * np.pi) * (NODES[1] - NODES[0])
ANGLES, ANGLE_WEIGHTS = np.polynomial.legendre.leggauss(80)


def signal_variances(curve, scales, squares):
    """The q of each layer for each input: (layers, inputs).

    Args:
        curve: the activation.
        scales: fan_in times the variance of the weights, by layer.
        squares: mean square of the features of each input, (inputs,).
    """
    variances = [scales[0] * np.asarray(squares, "float64")]
    for scale in scales[1:]:
        variances.append(scale * _mean(curve.value, variances[-1]))
    return np.array(variances)


def gradient_variances(curve, scales, squares):
    """Mean square of the gradient by each layer's pre-activations, the last is 1.

    Hidden layers are of equal width, so that a scale counts for both directions. The
    mean is over inputs; the gradient that reaches the last activation has the same
    size for all of them.
    """
    variances = signal_variances(curve, scales, squares)
    found = [_mean(curve.slope, variances[-1])]
    for scale, variance in zip(scales[:0:-1], variances[-2::-1], strict=True):
        found.append(found[-1] * scale * _mean(curve.slope, variance))
    means = np.mean(found, axis=1)[::-1]
    return means / means[-1]


def mean_singular_value(curve, variance):
    """Mean singular value of diag(f'(s)) W for s ~ N(0, variance), W of variance 1/n.

    With t = f'(s)^2 the Stieltjes transform m of the squared singular values of a
    square matrix solves u m = E[1 / (1 + t m)] at -u. That gives u for each m, and

        (1 / pi) integral (1 - u m) u^(-1/2) du

    is by parts, with m = y^2,

        (4 / pi) integral sqrt(E[1 / (1 + t y^2)]) E[t / (1 + t y^2)^2] dy .

    Without an activation, t = 1, it is 8 / (3 pi) = 0.849.

    Reference: Silverstein, 1995, Journal of Multivariate Analysis 55, for the equation.
    """
    angles = np.pi / 4 * (ANGLES + 1)
    squares = np.tan(angles)[:, None] ** 2
    slopes = curve.slope(np.sqrt(variance) * NODES) ** 2
    kept = 1 / (1 + slopes * squares)
    heights = np.sqrt(kept @ DENSITY) * ((slopes * kept**2) @ DENSITY)
    return float(np.sum(ANGLE_WEIGHTS * heights * (1 + squares[:, 0])))


def mean_singular_values(curve, scales, squares):
    """Mean singular value of d(outputs) / d(inputs) of layers 2, 3, ...

    One number per layer, the mean over inputs.
    """
    variances = signal_variances(curve, scales, squares)[1:]
    return np.array(
        [
            np.sqrt(scale) * np.mean([mean_singular_value(curve, v) for v in layer])
            for scale, layer in zip(scales[1:], variances, strict=True)
        ]
    )


def _mean(function, variances):
    """E[function(s)^2] for each variance of s."""
    points = np.sqrt(variances)[:, None] * NODES
    return function(points) ** 2 @ DENSITY
