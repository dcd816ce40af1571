"""How many times longer does it take?"""

from __future__ import annotations

import dataclasses

import numpy as np

from benchmarks.engine.criteria._readings import readings
from benchmarks.engine.criteria._rules import (
    against_margin,
    finite,
    shown_ratio_above,
)
from benchmarks.engine.judgement import Judgement
from benchmarks.engine.statistics import (
    RESAMPLES,
    bootstrap_interval,
    mann_whitney_test,
)
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimeRatio:
    """median(worse) / median(better) of the time to a target.

    A run that never gets there (None, or diverged) takes infinitely long. The
    interval is a bootstrap over the seeds of each arm; two infinite medians have
    no ratio and count against both ends. Lower end > margin is REPRODUCED, upper
    end < 1 CONTRADICTED, else INCONCLUSIVE. The p-value is the exact one-sided
    rank-sum test of the times of `worse` divided by the margin against those of
    `better`: it tests "ratio = margin".

    Args:
        better: arm that is claimed to be faster.
        worse: arm it is compared with.
        metric: name of the time, None for never.
        margin: ratio that the lower end must exceed.
        confidence: level of the interval, in (0, 1).
        resamples: number of bootstrap resamples.

    Reference: Mann and Whitney, Annals of Mathematical Statistics 18, 1947;
    interval as in `benchmarks.engine.statistics.bootstrap_interval`.
    """

    better: str
    worse: str
    metric: str
    margin: float
    confidence: float = 0.95
    resamples: int = RESAMPLES

    def __post_init__(self):
        require(self.margin > 0, "margin", "positive", self.margin)

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.better, self.worse)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        better = readings(samples[self.better], self.metric, missing=np.inf)
        worse = readings(samples[self.worse], self.metric, missing=np.inf)
        low, high = self._interval(worse, better)
        verdict, reason = against_margin(low, high, self.margin, self.confidence, 1.0)
        effect = _ratio_of_medians(worse, better)
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=finite(effect),
            low=low,
            high=high,
            confidence=self.confidence,
            unit="ratio of medians",
            margin=self.margin,
            n=min(better.size, worse.size),
            p_value=mann_whitney_test(worse / self.margin, better),
            detectable=shown_ratio_above(self.margin, effect, low, self.confidence),
            details=(*_summary(self.better, better), *_summary(self.worse, worse)),
        )

    def _interval(self, worse, better):
        settings = {"confidence": self.confidence, "resamples": self.resamples}
        ends = bootstrap_interval(_ratio_of_medians, worse, better, **settings)
        return max(ends[0], 0.0), ends[1]


def _ratio_of_medians(worse, better):
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.median(worse, axis=-1) / np.median(better, axis=-1)


def _summary(arm, times):
    reached = int(np.isfinite(times).sum())
    return (
        (f"median {arm}", float(np.median(times)), None),
        (f"reached {arm}", f"{reached} of {times.size}", None),
    )
