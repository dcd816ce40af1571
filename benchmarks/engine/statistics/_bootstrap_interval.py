"""A percentile bootstrap interval that holds for few seeds and infinities."""

from __future__ import annotations

import numpy as np
from scipy import stats

RESAMPLES = 10_000
GENERATOR_SEED = 20_260_801


def bootstrap_interval(
    statistic,
    *samples,
    confidence: float = 0.95,
    resamples: int = RESAMPLES,
    seed: int = GENERATOR_SEED,
    paired: bool = False,
) -> tuple[float, float]:
    """Expanded percentile interval of `statistic(*samples)`.

    Each sample is drawn with replacement, `resamples` times; paired samples share
    their draws. The interval ends at the quantiles a and 1 - a of the statistic,
    a = Phi(sqrt(n / (n - 1)) * t(n - 1; alpha / 2)), n the smallest sample. The
    plain percentiles alpha / 2 are too narrow for 5 to 20 seeds. Both ends stay
    within the sample, so of 5 symmetric values the interval misses 1 in 16.

    Quantiles are order statistics, so infinities need no arithmetic. An undefined
    resample (nan) counts against both ends.

    Args:
        statistic: maps arrays (resamples, n_i) to an array (resamples,).
        *samples: one array (n_i,) per arm.
        confidence: level in (0, 1).
        resamples: number of resamples.
        seed: seed of NumPy's generator.
        paired: draw the same positions from every sample.

    Reference: Hesterberg, 2015, https://arxiv.org/abs/1411.5279, section 5.3.
    """
    samples = [np.asarray(sample, dtype=np.float64) for sample in samples]
    smallest = min(sample.size for sample in samples)
    if smallest < 2:
        return -np.inf, np.inf
    drawn = _resampled(samples, resamples, seed, paired)
    estimates = np.asarray(statistic(*drawn), dtype=np.float64)
    return _ends(estimates, _tail(confidence, smallest))


def _resampled(samples, resamples, seed, paired):
    generator = np.random.default_rng(seed)
    first = samples[0].size
    positions = generator.integers(0, first, (resamples, first)) if paired else None
    for sample in samples:
        size = (resamples, sample.size)
        drawn = positions if paired else generator.integers(0, sample.size, size)
        yield sample[drawn]


def _tail(confidence, size):
    widened = np.sqrt(size / (size - 1)) * stats.t.ppf((1 - confidence) / 2, size - 1)
    return stats.norm.cdf(widened)


def _ends(estimates, tail):
    last = estimates.size - 1
    position = int(np.floor(tail * estimates.size))
    unknown = np.isnan(estimates)
    lowest = np.sort(np.where(unknown, -np.inf, estimates))
    highest = np.sort(np.where(unknown, np.inf, estimates))
    return float(lowest[position]), float(highest[last - position])
