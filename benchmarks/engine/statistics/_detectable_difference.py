"""The smallest difference of shares that this many seeds show."""

from __future__ import annotations

import numpy as np
from scipy import stats

from benchmarks.engine.statistics._detectable_effect import POWER
from benchmarks.engine.statistics._newcombe_unpaired import newcombe_unpaired

STEPS = 200


def detectable_difference(
    seeds: int,
    share: float,
    margin: float,
    confidence: float = 0.95,
    power: float = POWER,
) -> float | None:
    """Smallest d at which Newcombe's lower end exceeds `margin` with `power`.

    One arm succeeds with probability `share`, the other with share + d, on `seeds`
    independent seeds each. All outcomes are enumerated, d moves in steps of 1/200.
    None where even success on every seed is too little.
    """
    clears = _clearing_outcomes(seeds, margin, confidence)
    successes = np.arange(seeds + 1)
    weights = clears @ stats.binom.pmf(successes, seeds, share)
    for difference in np.arange(1, STEPS + 1) / STEPS:
        if share + difference > 1 + 1e-9:
            return None
        chance = stats.binom.pmf(successes, seeds, min(share + difference, 1.0))
        if chance @ weights >= power:
            return float(difference)
    return None


def _clearing_outcomes(seeds, margin, confidence):
    """Table [successes of one arm, of the other]: does the interval clear it?"""
    counts = range(seeds + 1)
    lows = [
        [newcombe_unpaired(one, seeds, two, seeds, confidence)[0] for two in counts]
        for one in counts
    ]
    return (np.asarray(lows) > margin).astype(float)
