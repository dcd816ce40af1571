"""How many times more often does it happen in one arm?"""

from __future__ import annotations

import dataclasses
import math

from scipy import stats

from benchmarks.engine.criteria._counts import counted, uncounted
from benchmarks.engine.criteria._rules import against_margin, shown_ratio_above
from benchmarks.engine.judgement import Judgement
from benchmarks.engine.statistics import koopman_interval, ratio_score
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProportionRatio:
    """share(worse) / share(better) of counted nets against a margin.

    Counts are summed over seeds and every net is a replication of its own, so `n`
    is the number of nets of the smaller arm. Koopman's score interval: lower end
    > margin is REPRODUCED, upper end < 1 CONTRADICTED, else INCONCLUSIVE. The
    p-value is that of the same score test, one-sided, of "ratio = margin".

    Args:
        better: arm with the smaller share.
        worse: arm with the larger share.
        count: name of the metric that counts the hits of a cell.
        total: name of the metric that counts the nets of a cell.
        margin: ratio that the lower end must exceed.
        confidence: level of the interval, in (0, 1).

    Reference: Koopman, Biometrics 40, 1984, pages 513-517.
    """

    better: str
    worse: str
    count: str
    total: str
    margin: float
    confidence: float = 0.95

    def __post_init__(self):
        require(self.margin > 0, "margin", "positive", self.margin)

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.better, self.worse)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.count, self.total)

    def judge(self, samples) -> Judgement:
        better = counted(samples[self.better], self.count, self.total)
        worse = counted(samples[self.worse], self.count, self.total)
        if better is None or worse is None:
            return uncounted(self.metrics)
        low, high = koopman_interval(*worse, *better, self.confidence)
        verdict, reason = against_margin(low, high, self.margin, self.confidence, 1.0)
        effect = _ratio(worse, better)
        detectable = shown_ratio_above(self.margin, effect or 0.0, low, self.confidence)
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=effect,
            low=low,
            high=high,
            confidence=self.confidence,
            unit="ratio of shares",
            margin=self.margin,
            n=min(better[1], worse[1]),
            p_value=self._p_value(worse, better),
            detectable=detectable,
            details=(
                (f"share {self.worse}", worse[0] / worse[1], None),
                (f"share {self.better}", better[0] / better[1], None),
            ),
        )

    def _p_value(self, worse, better):
        if worse[0] == better[0] == 0:
            return 1.0
        return float(stats.norm.sf(ratio_score(self.margin, *worse, *better)))


def _ratio(worse, better):
    if better[0] == 0:
        return math.inf if worse[0] else None
    return worse[0] / worse[1] / (better[0] / better[1])
