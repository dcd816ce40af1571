"""Newcombe's interval of a difference of paired proportions."""

from __future__ import annotations

import math

from benchmarks.engine.statistics._wilson_interval import wilson_interval


def newcombe_paired(
    both: int, only_first: int, only_second: int, neither: int, confidence=0.95
) -> tuple[float, float]:
    """Interval of p(first) - p(second) over pairs of 0/1 outcomes, method 10.

    As for independent proportions, with the correlation phi of the two outcomes:
    low = d - sqrt((p1-l1)² - 2 phi (p1-l1)(u2-p2) + (u2-p2)²), and alike above.
    A positive phi is shrunk by n/2 in its numerator; with an empty margin it is 0.

    Reference: Newcombe, Statistics in Medicine 17, 1998, pages 2635-2650.
    """
    total = both + only_first + only_second + neither
    first, second = both + only_first, both + only_second
    phi = _correlation(both, only_first, only_second, neither)
    one, two = first / total, second / total
    low_one, high_one = wilson_interval(first, total, confidence)
    low_two, high_two = wilson_interval(second, total, confidence)
    below = _combined(one - low_one, high_two - two, phi)
    above = _combined(high_one - one, two - low_two, phi)
    return one - two - below, one - two + above


def _correlation(both, only_first, only_second, neither):
    total = both + only_first + only_second + neither
    first, second = both + only_first, both + only_second
    product = first * (total - first) * second * (total - second)
    if product == 0:
        return 0.0
    excess = both * neither - only_first * only_second
    if excess > 0:
        excess = max(excess - total / 2, 0.0)
    return excess / math.sqrt(product)


def _combined(one, two, phi):
    return math.sqrt(max(one**2 - 2 * phi * one * two + two**2, 0.0))
