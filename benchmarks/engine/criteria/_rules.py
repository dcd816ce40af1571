"""How an interval becomes a verdict."""

from __future__ import annotations

import math

from benchmarks.engine.judgement import CONTRADICTED, INCONCLUSIVE, REPRODUCED
from benchmarks.engine.statistics import detectable_effect, error_of_interval


def against_margin(low, high, margin, confidence, neutral=0.0) -> tuple[str, str]:
    """Verdict and reason of an interval that should lie above a margin.

    REPRODUCED iff low > margin. CONTRADICTED iff high < neutral, where neutral is
    "no effect": 0 for differences, 1 for ratios (a margin below it replaces it).
    """
    shown = interval_text(low, high, confidence)
    if low > margin:
        return REPRODUCED, f"{shown} lies above the margin {margin:.4g}."
    limit = min(neutral, margin)
    if high < limit:
        return CONTRADICTED, f"{shown} lies below {limit:.4g}: the other way round."
    return INCONCLUSIVE, f"{shown} does not clear the margin {margin:.4g}."


def against_range(low, high, smallest, largest, confidence) -> tuple[str, str]:
    """Verdict and reason of an interval that should lie inside a range.

    REPRODUCED iff it lies inside, CONTRADICTED iff they are disjoint.
    """
    shown = interval_text(low, high, confidence)
    asked = range_text(smallest, largest)
    if smallest <= low and high <= largest:
        return REPRODUCED, f"{shown} lies wholly {asked}."
    if high < smallest or low > largest:
        return CONTRADICTED, f"{shown} lies wholly outside the range, {asked}."
    return INCONCLUSIVE, f"{shown} lies only partly {asked}."


def range_text(smallest, largest) -> str:
    """'in [0, 1]', or 'at most 1' and 'at least 0' for a range with one end."""
    if math.isinf(smallest):
        return f"at most {largest:.4g}"
    if math.isinf(largest):
        return f"at least {smallest:.4g}"
    return f"in [{smallest:.4g}, {largest:.4g}]"


def interval_text(low, high, confidence) -> str:
    """'The 95 % interval [0.1, 0.2]'."""
    return f"The {100 * confidence:.6g} % interval [{low:.4g}, {high:.4g}]"


def finite(value) -> float | None:
    """The number, or None for nan: an undefined effect."""
    return None if math.isnan(value) else float(value)


def shown_above(margin, effect, low, confidence) -> float | None:
    """Smallest difference of 80 % power, from the lower half of the interval."""
    error = error_of_interval(effect, low, confidence)
    if error is None:
        return None
    return margin + detectable_effect(error, confidence=confidence)


def shown_ratio_above(margin, effect, low, confidence) -> float | None:
    """Smallest ratio of 80 % power, from the lower half of the log interval."""
    if not 0 < low <= effect < math.inf:
        return None
    logs = (math.log(value) for value in (margin, effect, low))
    return math.exp(shown_above(*logs, confidence))
