"""Does a metric rise with a setting?"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from benchmarks.engine.criteria._readings import readings
from benchmarks.engine.criteria._rules import against_range
from benchmarks.engine.judgement import Judgement
from benchmarks.engine.statistics import (
    RESAMPLES,
    bootstrap_interval,
    rank_correlation,
)
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class RankCorrelation:
    """The mean over seeds of Spearman's correlation of metric and x, in [low, high].

    Each seed has one value per arm and one correlation over the arms; ties share
    their rank, a seed without any difference counts as 0. The interval is a
    bootstrap over seeds. Inside the range: REPRODUCED; disjoint: CONTRADICTED; else
    INCONCLUSIVE. A run that failed has the largest value.

    Args:
        arms: names of at least three arms.
        x: one number per arm, none of them equal.
        metric: name of a number.
        low: smallest correlation, at least -1.
        high: largest correlation.
        confidence: level of the interval, in (0, 1).
        resamples: number of bootstrap resamples.

    Reference: Spearman, American Journal of Psychology 15, 1904; interval as in
    `benchmarks.engine.statistics.bootstrap_interval`.
    """

    arms: tuple[str, ...]
    x: tuple[float, ...]
    metric: str
    low: float = -1.0
    high: float = 1.0
    confidence: float = 0.95
    resamples: int = RESAMPLES

    def __post_init__(self):
        require(len(self.arms) > 2, "arms", "three or more", self.arms)
        fitting = len(set(self.x)) == len(self.x) == len(self.arms)
        require(fitting, "x", "one number per arm, all different", self.x)
        require(self.low < self.high, "low", "below `high`", self.low)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        values = self._table(samples)
        found = rank_correlation(self.x, values)
        low, high = bootstrap_interval(
            _mean, found, confidence=self.confidence, resamples=self.resamples
        )
        verdict, reason = against_range(low, high, self.low, self.high, self.confidence)
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=float(found.mean()),
            low=low,
            high=high,
            confidence=self.confidence,
            unit="rank correlation",
            n=found.size,
            details=tuple(self._points(values)),
        )

    def _table(self, samples):
        """Values (seeds, arms) of the seeds that all arms have."""
        by_seed = [{row["seed"]: row for row in samples[arm]} for arm in self.arms]
        seeds = sorted(set.intersection(*map(set, by_seed)))
        columns = [[rows[seed] for seed in seeds] for rows in by_seed]
        read = [readings(rows, self.metric, missing=math.inf) for rows in columns]
        return np.stack(read, axis=-1)

    def _points(self, values):
        for arm, size, measured in zip(self.arms, self.x, values.T, strict=True):
            label = f"median {self.metric}, {arm} ({size:g})"
            yield label, float(np.median(measured)), None


def _mean(values):
    return values.mean(axis=-1)
