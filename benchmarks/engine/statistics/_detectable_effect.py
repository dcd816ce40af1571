"""The smallest effect that an experiment of this size shows."""

from __future__ import annotations

import math

from scipy import optimize, stats

POWER = 0.8


def detectable_effect(
    standard_error: float,
    degrees: int | None = None,
    confidence: float = 0.95,
    power: float = POWER,
) -> float:
    """Distance from the margin at which the interval excludes it with `power`.

    With a known standard error (z(1 - alpha/2) + z(power)) * error. With
    `degrees` of freedom the non-centrality of Student's t that gives the power.
    """
    upper = (1 + confidence) / 2
    if degrees is None:
        return float((stats.norm.ppf(upper) + stats.norm.ppf(power)) * standard_error)
    if degrees < 1:
        return math.inf
    critical = stats.t.ppf(upper, degrees)

    def missing(shift):
        return stats.nct.sf(critical, degrees, shift) - power

    return float(optimize.brentq(missing, 0.0, 10.0 + 3 * critical) * standard_error)
