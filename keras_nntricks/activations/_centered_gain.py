"""The factor that keeps the variance where the mean is taken out."""

import numpy as np

from keras_nntricks._arguments import require
from keras_nntricks.activations._find_curve import find_curve
from keras_nntricks.activations._mean_square import mean_square


def centered_gain(activation):
    """Returns the factor that brings the variance behind `activation` to 1.

    For a standard normal pre-activation z and the activation f:

        1 / sqrt(Var f(z)) = 1 / sqrt(E (f(z) - E f(z))^2)

    This is the gain of a layer whose weights sum to zero for each output, as in
    `WeightStandardization`: such weights take the mean of their input out, and what
    remains is its variance. For all other weights see `gain`, which counts the mean.
    Integrated in float64 as `gain` is, and as exact.

    Args:
        activation: as for `gain`.

    Returns:
        A float.

    Raises:
        ValueError: if the name is not known, the function mixes units (softmax), or
            its variance is zero or infinite.

    Example:
    >>> round(centered_gain("relu"), 10)  # sqrt(2 / (1 - 1 / pi))
    1.7128585504
    >>> round(centered_gain("tanh"), 10)
    1.5925374197

    Reference: Brock et al., 2021, https://arxiv.org/abs/2101.08692, which
    has the constant of ReLU and measures the others.
    """
    curve = find_curve(activation)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = _mean(curve, activation)
        variance = _mean_square_from(curve, mean, activation)
    rule = "a function whose variance under N(0, 1) is not zero"
    constant = variance <= 1e3 * (curve.precision * (1.0 + abs(mean))) ** 2
    require(not constant, "activation", rule, activation)
    return variance**-0.5


def _mean(curve, activation):
    # (f + 1)^2 - (f - 1)^2 = 4 f: the quadrature is made for squares. An error here
    # enters the variance squared.
    above = _mean_square_from(curve, -1.0, activation)
    below = _mean_square_from(curve, 1.0, activation)
    return (above - below) / 4.0


def _mean_square_from(curve, center, activation):
    tolerance, depth = 50.0 * curve.precision, round(-0.75 * np.log2(curve.precision))
    return mean_square(
        lambda x, half: (curve.value(x) - center) ** 2, tolerance, depth, activation
    )
