"""Does a mean lie in a range?"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from benchmarks.engine.criteria._readings import readings
from benchmarks.engine.criteria._rules import against_range, range_text
from benchmarks.engine.judgement import CONTRADICTED, INCONCLUSIVE, Judgement
from benchmarks.engine.statistics import detectable_effect, student_interval
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class MeanWithin:
    """Student's interval of the mean over seeds against [low, high].

        mean ± t(S - 1) * SD / sqrt(S)

    Inside the range: REPRODUCED; disjoint from it: CONTRADICTED; else
    INCONCLUSIVE. Runs without a finite value have no mean: all of them
    CONTRADICTED, some of them INCONCLUSIVE. `detectable` is the distance of the
    mean from an end of the range that the interval shows with 80 % power.

    Args:
        arm: name of the arm.
        metric: name of a number.
        low: lower end of the range.
        high: upper end of the range.
        confidence: level of the interval, in (0, 1).

    Reference: Student, Biometrika 6, 1908.
    """

    arm: str
    metric: str
    low: float = -math.inf
    high: float = math.inf
    confidence: float = 0.95

    def __post_init__(self):
        require(self.low < self.high, "low", "below `high`", self.low)

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.arm,)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        values = readings(samples[self.arm], self.metric)
        lost = int(np.sum(~np.isfinite(values)))
        if lost:
            return self._without_mean(lost, values.size)
        low, high = student_interval(values, self.confidence)
        verdict, reason = against_range(low, high, self.low, self.high, self.confidence)
        mean = float(values.mean())
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=mean,
            low=low,
            high=high,
            confidence=self.confidence,
            unit=self.metric,
            n=values.size,
            detectable=self._detectable(values),
            details=((f"mean {self.metric}", mean, range_text(self.low, self.high)),),
        )

    def _without_mean(self, lost, count):
        reason = f"{lost} of {count} runs have no finite {self.metric}: no mean."
        verdict = CONTRADICTED if lost == count else INCONCLUSIVE
        details = ((f"runs with finite {self.metric}", count - lost, count),)
        return Judgement(verdict=verdict, reason=reason, n=count, details=details)

    def _detectable(self, values):
        if values.size < 2:
            return None
        error = values.std(ddof=1) / math.sqrt(values.size)
        return detectable_effect(error, values.size - 1, self.confidence)
