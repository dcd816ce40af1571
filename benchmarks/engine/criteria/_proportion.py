"""Does a proportion equal a value, or lie in a range?"""

from __future__ import annotations

import dataclasses
import math

from benchmarks.engine.criteria._counts import counted, uncounted
from benchmarks.engine.criteria._rules import against_range, interval_text, range_text
from benchmarks.engine.judgement import CONTRADICTED, REPRODUCED, Judgement
from benchmarks.engine.statistics import clopper_pearson, detectable_effect
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class Proportion:
    """Clopper and Pearson's interval of count / total against [low, high].

    Counts and totals are summed over seeds: every counted net is a replication of
    its own, so `n` is the number of nets. low == high is an exact value: REPRODUCED
    iff the interval contains it, else CONTRADICTED. Otherwise inside the range:
    REPRODUCED; disjoint: CONTRADICTED; else INCONCLUSIVE. `detectable` is the
    distance from the exact value (from the measured one for a range) that is seen
    with 80 % power.

    Args:
        arm: name of the arm.
        count: name of the metric that counts the hits of a cell.
        total: name of the metric that counts the nets of a cell.
        low: smallest share, in [0, 1].
        high: largest share, in [0, 1].
        confidence: level of the interval, in (0, 1).

    Reference: Clopper and Pearson, Biometrika 26, 1934.
    """

    arm: str
    count: str
    total: str
    low: float
    high: float
    confidence: float = 0.9999

    def __post_init__(self):
        require(0 <= self.low <= self.high <= 1, "low", "in [0, `high`]", self.low)

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.arm,)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.count, self.total)

    def judge(self, samples) -> Judgement:
        totals = counted(samples[self.arm], self.count, self.total)
        if totals is None:
            return uncounted(self.metrics)
        count, total = totals
        low, high = clopper_pearson(count, total, self.confidence)
        verdict, reason = self._verdict(low, high)
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=count / total,
            low=low,
            high=high,
            confidence=self.confidence,
            unit="share",
            n=total,
            detectable=self._detectable(count / total, total),
            details=((f"{self.count} of {total}", count / total, self._asked()),),
        )

    def _verdict(self, low, high):
        if self.low < self.high:
            return against_range(low, high, self.low, self.high, self.confidence)
        shown = interval_text(low, high, self.confidence)
        if low <= self.low <= high:
            return REPRODUCED, f"{shown} contains {self.low:.6g}."
        return CONTRADICTED, f"{shown} does not contain {self.low:.6g}."

    def _detectable(self, measured, total):
        share = self.low if self.low == self.high else measured
        error = math.sqrt(share * (1 - share) / total)
        return detectable_effect(error, confidence=self.confidence)

    def _asked(self):
        if self.low == self.high:
            return self.low
        return range_text(self.low, self.high)
