"""The score statistic of a ratio of proportions."""

from __future__ import annotations

import math


def ratio_score(
    ratio: float, first: int, first_total: int, second: int, second_total: int
) -> float:
    """Standard normal score of "p1 / p2 = ratio"; positive where p1 / p2 is larger.

    z² = sum_i (x_i - n_i p_i)² / (n_i p_i (1 - p_i)), with p_1 = ratio * p_2 the
    shares of largest likelihood under the ratio.

    Reference: Koopman, Biometrics 40, 1984, pages 513-517.
    """
    share = _restricted_share(ratio, first, first_total, second, second_total)
    square = _chi_square(first, first_total, share)
    square += _chi_square(second, second_total, min(share / ratio, 1.0))
    return math.copysign(
        math.sqrt(square), first * second_total - ratio * second * first_total
    )


def _restricted_share(ratio, first, first_total, second, second_total):
    total, hits = first_total + second_total, first + second
    linear = ratio * (first_total + second) + first + second_total
    root = math.sqrt(max(linear**2 - 4 * ratio * total * hits, 0.0))
    # The textbook form (linear - root) / (2 total) loses its digits at small ratios.
    return min(2 * ratio * hits / (linear + root), 1.0)


def _chi_square(count, total, share):
    variance = total * share * (1 - share)
    return (count - total * share) ** 2 / variance if variance > 0 else 0.0
