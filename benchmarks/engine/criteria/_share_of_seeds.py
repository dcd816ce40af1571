"""Does (nearly) every seed show it?"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from benchmarks.engine.criteria._readings import readings
from benchmarks.engine.criteria._rules import range_text
from benchmarks.engine.judgement import (
    CONTRADICTED,
    INCONCLUSIVE,
    REPRODUCED,
    Judgement,
)
from benchmarks.engine.statistics import clopper_pearson
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class ShareOfSeeds:
    """The share of seeds whose metric lies in [low, high] against `at_least`.

    The share itself decides: share >= at_least is REPRODUCED, because no interval
    over 10 or 20 seeds can exclude 0.95 from below. CONTRADICTED iff the upper end
    of Clopper and Pearson's interval is below `at_least`, else INCONCLUSIVE. A
    diverged run, or one without a finite value, is outside.

    Args:
        arm: name of the arm.
        metric: name of a number.
        low: smallest value that counts.
        high: largest value that counts.
        at_least: share asked for, in (0, 1].
        nonfinite: count the runs *without* a finite value instead.
        confidence: level of the interval, in (0, 1).

    Reference: Clopper and Pearson, Biometrika 26, 1934.
    """

    arm: str
    metric: str
    low: float = -math.inf
    high: float = math.inf
    at_least: float = 0.95
    nonfinite: bool = False
    confidence: float = 0.95

    def __post_init__(self):
        require(0 < self.at_least <= 1, "at_least", "in (0, 1]", self.at_least)

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.arm,)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        hits = self._hits(readings(samples[self.arm], self.metric))
        count, total = int(hits.sum()), hits.size
        low, high = clopper_pearson(count, total, self.confidence)
        asked = f"at least {self.at_least:.4g}"
        return Judgement(
            verdict=self._verdict(count / total, high),
            reason=f"{count} of {total} seeds have {self._wanted()}; asked: {asked}.",
            effect=count / total,
            low=low,
            high=high,
            confidence=self.confidence,
            unit="share of seeds",
            n=total,
            details=((f"share with {self._wanted()}", count / total, asked),),
        )

    def _hits(self, values):
        if self.nonfinite:
            return ~np.isfinite(values)
        return (values >= self.low) & (values <= self.high)

    def _verdict(self, share, high):
        if share >= self.at_least:
            return REPRODUCED
        return CONTRADICTED if high < self.at_least else INCONCLUSIVE

    def _wanted(self):
        if self.nonfinite:
            return f"no finite {self.metric}"
        if math.isinf(self.low) and math.isinf(self.high):
            return f"a finite {self.metric}"
        return f"{self.metric} {range_text(self.low, self.high)}"
