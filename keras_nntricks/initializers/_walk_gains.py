"""Gains that keep the mean of the logarithm of a length."""

import math

# Binomial(N, 1/2) beyond this many times sqrt(N) from N / 2 adds nothing in float64.
REACH = 20


def _linear(num_inputs):
    return math.exp(-0.5 * _log_share(num_inputs, num_inputs))


def _relu(num_inputs):
    num_inputs = max(1, round(num_inputs))
    reach = int(REACH * math.sqrt(num_inputs))
    first = max(1, num_inputs // 2 - reach)
    counts = range(first, min(num_inputs, num_inputs // 2 + reach) + 1)
    chances = [_chance(count, num_inputs) for count in counts]
    shares = [_log_share(count, num_inputs) for count in counts]
    terms = (c * s for c, s in zip(chances, shares, strict=True))
    return math.exp(-0.5 * math.fsum(terms) / math.fsum(chances))


def _chance(count, num_inputs):
    """P(K = count) of Binomial(num_inputs, 1/2)."""
    rest = num_inputs - count
    log_choices = (
        math.lgamma(num_inputs + 1) - math.lgamma(count + 1) - math.lgamma(rest + 1)
    )
    return math.exp(log_choices - num_inputs * math.log(2.0))


def _log_share(count, num_inputs):
    """E ln(chi^2 with `count` degrees of freedom / num_inputs)."""
    return _digamma(count / 2) + math.log(2.0 / num_inputs)


def _digamma(x):
    """Upwards until the asymptotic series is exact in float64."""
    below = 0.0
    while x < 12.0:
        below += 1.0 / x
        x += 1.0
    square = 1.0 / (x * x)
    series = 0.0
    for coefficient in _SERIES:
        series = square * (coefficient + series)
    return math.log(x) - 0.5 / x - series - below


# B_2n / (2 n), the last one first.
_SERIES = (1 / 12, -691 / 32760, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12)


def _fitted_linear(num_inputs):
    return math.exp(0.5 / num_inputs)


def _fitted_relu(num_inputs):
    return math.sqrt(2.0) * math.exp(1.2 / (max(num_inputs, 6) - 2.4))


def _fitted_tanh(num_inputs):
    return 1.13


EXACT = {"relu": _relu, "linear": _linear}
FITTED = {"relu": _fitted_relu, "linear": _fitted_linear, "tanh": _fitted_tanh}
