"""Newcombe's interval of a difference of independent proportions."""

from __future__ import annotations

import math

from benchmarks.engine.statistics._wilson_interval import wilson_interval


def newcombe_unpaired(
    first: int, first_total: int, second: int, second_total: int, confidence=0.95
) -> tuple[float, float]:
    """Interval of first / first_total - second / second_total, method 10.

    The distances to Wilson's limits are combined as independent errors:
    low = d - sqrt((p1 - l1)² + (u2 - p2)²), high = d + sqrt((u1 - p1)² + (p2 - l2)²).

    Reference: Newcombe, Statistics in Medicine 17, 1998, pages 873-890.
    """
    one, two = first / first_total, second / second_total
    low_one, high_one = wilson_interval(first, first_total, confidence)
    low_two, high_two = wilson_interval(second, second_total, confidence)
    below = math.hypot(one - low_one, high_two - two)
    above = math.hypot(high_one - one, two - low_two)
    return one - two - below, one - two + above
