"""How does a metric grow with a size?"""

from __future__ import annotations

import dataclasses
import functools
import math

import numpy as np

from benchmarks.engine.criteria._readings import readings
from benchmarks.engine.criteria._rules import against_range, finite
from benchmarks.engine.judgement import Judgement
from benchmarks.engine.statistics import (
    RESAMPLES,
    bootstrap_interval,
    detectable_effect,
    error_of_interval,
    log_log_slope,
)
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class Slope:
    """The exponent of metric ~ x^slope over arms, against [low, high].

    Least squares through (log x, interquartile mean of log metric), with a
    bootstrap over the seeds of each arm. Inside the range: REPRODUCED; disjoint:
    CONTRADICTED; else INCONCLUSIVE. A failed run is infinite; a resample with an
    infinite point has no slope and counts against both ends.

    Args:
        arms: names of at least two arms.
        x: one positive number per arm.
        metric: name of a positive number.
        low: smallest slope.
        high: largest slope.
        confidence: level of the interval, in (0, 1).
        resamples: number of bootstrap resamples.

    Reference: ordinary least squares; interval as in
    `benchmarks.engine.statistics.bootstrap_interval`.
    """

    arms: tuple[str, ...]
    x: tuple[float, ...]
    metric: str
    low: float = -math.inf
    high: float = math.inf
    confidence: float = 0.95
    resamples: int = RESAMPLES

    def __post_init__(self):
        require(len(self.arms) > 1, "arms", "two or more", self.arms)
        require(len(self.x) == len(self.arms), "x", "one number per arm", self.x)
        require(min(self.x) > 0, "x", "positive", self.x)
        require(self.low < self.high, "low", "below `high`", self.low)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        values = [readings(samples[arm], self.metric, np.inf) for arm in self.arms]
        effect = float(log_log_slope(self.x, *values))
        settings = {"confidence": self.confidence, "resamples": self.resamples}
        slope = functools.partial(log_log_slope, self.x)
        low, high = bootstrap_interval(slope, *values, **settings)
        verdict, reason = against_range(low, high, self.low, self.high, self.confidence)
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=finite(effect),
            low=low,
            high=high,
            confidence=self.confidence,
            unit="slope of logs",
            n=min(arm.size for arm in values),
            detectable=self._detectable(effect, low),
            details=tuple(self._points(values)),
        )

    def _detectable(self, effect, low):
        error = error_of_interval(effect, low, self.confidence)
        return None if error is None else detectable_effect(error)

    def _points(self, values):
        for arm, size, measured in zip(self.arms, self.x, values, strict=True):
            yield (
                f"median {self.metric}, {arm} ({size:g})",
                float(np.median(measured)),
                None,
            )
