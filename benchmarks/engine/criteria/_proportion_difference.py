"""Does one arm succeed on more seeds than another?"""

from __future__ import annotations

import dataclasses

import numpy as np

from benchmarks.engine.criteria._readings import readings, shared_rows
from benchmarks.engine.criteria._rules import against_margin
from benchmarks.engine.judgement import Judgement
from benchmarks.engine.statistics import (
    detectable_difference,
    fisher_test,
    mcnemar_test,
    newcombe_paired,
    newcombe_unpaired,
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProportionDifference:
    """share(better) - share(worse) of seeds whose 0/1 metric is 1.

    Newcombe's interval, paired by seed (or independent): lower end > margin is
    REPRODUCED, upper end < 0 CONTRADICTED, else INCONCLUSIVE. A diverged run
    counts as 0. The p-value is one-sided against "no difference" (not against the
    margin): McNemar's exact test of pairs, Fisher's exact test of independent arms. The
    detectable difference takes the arms as independent and `worse` as measured.

    Args:
        better: arm that is claimed to succeed more often.
        worse: arm it is compared with.
        metric: name of a metric of 0 or 1 (False or True).
        margin: difference of shares that the lower end must exceed.
        paired: pair the arms by seed.
        confidence: level of the interval, in (0, 1).

    Reference: Newcombe, Statistics in Medicine 17, 1998, pages 2635 and 873,
    method 10 in both.
    """

    better: str
    worse: str
    metric: str
    margin: float
    paired: bool = True
    confidence: float = 0.95

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.better, self.worse)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        better, worse = self._outcomes(samples)
        low, high, p_value = self._interval(better, worse)
        verdict, reason = against_margin(low, high, self.margin, self.confidence)
        effect = float(better.mean() - worse.mean())
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=effect,
            low=low,
            high=high,
            confidence=self.confidence,
            unit="difference of shares",
            margin=self.margin,
            n=min(better.size, worse.size),
            p_value=p_value,
            detectable=self._detectable(worse),
            details=(
                (f"share {self.better}", float(better.mean()), None),
                (f"share {self.worse}", float(worse.mean()), None),
            ),
        )

    def _outcomes(self, samples):
        rows = samples[self.better], samples[self.worse]
        if self.paired:
            rows = shared_rows(samples, self.better, self.worse)
        return [readings(arm, self.metric, missing=0.0) > 0.5 for arm in rows]

    def _interval(self, better, worse):
        if not self.paired:
            counts = better.sum(), better.size, worse.sum(), worse.size
            return *newcombe_unpaired(*counts, self.confidence), fisher_test(*counts)
        both, neither = np.sum(better & worse), np.sum(~better & ~worse)
        gained, lost = np.sum(better & ~worse), np.sum(worse & ~better)
        table = (int(cell) for cell in (both, gained, lost, neither))
        return *newcombe_paired(*table, self.confidence), mcnemar_test(gained, lost)

    def _detectable(self, worse):
        share = float(worse.mean())
        return detectable_difference(worse.size, share, self.margin, self.confidence)
