"""The losses of regressions before training, as far as the targets' moments tell."""

import numpy as np

from keras_nntricks.monitors._initial_outputs import softplus


def _squares(outputs, targets):
    """(units,) lower and upper values of E (t - p)^2, t and p independent."""
    mean, square = outputs.mean(), outputs.mean_square()
    if mean is None or square is None or targets.mean is None:
        return None
    rest = targets.std**2 + targets.mean**2 - 2 * targets.mean * mean
    return rest + square[0], rest + square[1]


def _distances(outputs, targets):
    """(units,) a lower value of E |t - p|: that of the mean output.

    Both |E x| <= E |x| and E x^2 <= E |x| max |x| hold, with x = t - E p.
    """
    x = targets.mean - outputs.mean()
    largest = np.maximum(
        np.abs(targets.minimum - outputs.mean()),
        np.abs(targets.maximum - outputs.mean()),
    )
    return np.maximum(np.abs(x), (x**2 + targets.std**2) / np.maximum(largest, 1e-30))


def mean_squared_error(outputs, output, targets):
    """Var t + (E t - E p)^2 + var p."""
    squares = _squares(outputs, targets)
    return squares and tuple(float(np.mean(value)) for value in squares)


def _between(outputs, targets, penalty):
    """Of a penalty that is convex in |x|, and concave in x^2: Jensen, both ways."""
    squares = _squares(outputs, targets)
    if squares is None:
        return None
    low = penalty(_distances(outputs, targets))
    return float(np.mean(low)), float(np.mean(penalty(np.sqrt(squares[1]))))


def mean_absolute_error(outputs, output, targets):
    """Between |E t - E p| and the root of the mean squared error."""
    return _between(outputs, targets, lambda x: x)


def huber(outputs, output, targets):
    """Between the loss at the mean absolute and at the root mean squared error."""
    delta = output.loss_settings.get("delta", 1.0)
    return _between(
        outputs,
        targets,
        lambda x: np.where(x <= delta, x**2 / 2, delta * (x - delta / 2)),
    )


def log_cosh(outputs, output, targets):
    """Between the loss at the mean absolute and at the root mean squared error."""
    return _between(outputs, targets, lambda x: x + softplus(-2 * x) - np.log(2))


def mean_absolute_percentage_error(outputs, output, targets):
    """100, where the outputs are small against the targets."""
    if targets.mean is None or not outputs.centred:
        return None
    nearest = np.minimum(np.abs(targets.minimum), np.abs(targets.maximum))
    if np.any(targets.minimum * targets.maximum <= 0):
        return None
    size = outputs.expect(np.abs)
    return 100.0, 100 * (1 + size * float(np.mean(1 / nearest)))


def mean_squared_logarithmic_error(outputs, output, targets):
    """ln(1 + t)^2, between that of the least and of the greatest target."""
    mean = outputs.expect(lambda p: np.log1p(np.maximum(p, 0)))
    if targets.mean is None or mean is None:
        return None
    square = outputs.expect(lambda p: np.log1p(np.maximum(p, 0)) ** 2)
    least = np.log1p(np.maximum(targets.minimum, 0))
    greatest = np.log1p(np.maximum(targets.maximum, 0))
    gap = np.maximum(np.maximum(least - mean, mean - greatest), 0)
    high = greatest**2 - 2 * least * mean + square
    return float(np.mean(gap**2)), float(np.mean(high))


def poisson(outputs, output, targets):
    """E p - E t E ln p; 1 for a rate of e^0."""
    if targets.mean is None:
        return None
    if outputs.activation == "softmax":
        logs = np.log(outputs.units), np.log(outputs.units) + outputs.std**2 / 2
    elif outputs.activation in ("exponential", "sigmoid", "softplus"):
        logs = (-outputs.expect(np.log),) * 2
    else:
        return None
    rate = float(np.mean(targets.mean))
    return tuple(outputs.mean() + rate * log for log in logs)


def cosine_similarity(outputs, output, targets):
    """Near 0: the cosine of unrelated directions has the std 1 / sqrt(units)."""
    if not outputs.units or not outputs.centred:
        return None
    bound = min(1.0, 2 / np.sqrt(outputs.units))
    return -bound, bound
