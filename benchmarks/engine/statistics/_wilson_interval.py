"""Wilson's score interval of a proportion."""

from __future__ import annotations

import math
from statistics import NormalDist


def wilson_interval(
    count: int, total: int, confidence: float = 0.95
) -> tuple[float, float]:
    """(2np + z² ± z sqrt(z² + 4np(1 - p))) / (2(n + z²)), without correction.

    Reference: Wilson, JASA 22, 1927.
    """
    if total == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / total
    root = z * math.sqrt(z**2 + 4 * total * share * (1 - share))
    centre, scale = 2 * total * share + z**2, 2 * (total + z**2)
    return max(0.0, (centre - root) / scale), min(1.0, (centre + root) / scale)
