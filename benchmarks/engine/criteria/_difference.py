"""By how much is one arm better?"""

from __future__ import annotations

import dataclasses

import numpy as np

from benchmarks.engine.criteria._readings import readings, shared_rows
from benchmarks.engine.criteria._rules import against_margin, finite, shown_above
from benchmarks.engine.judgement import INVALID, Judgement
from benchmarks.engine.statistics import (
    RESAMPLES,
    bootstrap_interval,
    interquartile_mean,
    mann_whitney_test,
    sign_flip_test,
)
from keras_nntricks._arguments import require

METRIC_SCALES = ("linear", "log")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Difference:
    """The interquartile mean of the gain of `better` over `worse`.

    The gain is worse - better (better - worse where higher is better) of the
    metric, or of its natural log. Paired: the interquartile mean of the gains per
    seed, with a bootstrap over seeds, and the exact sign-flip test of "gain =
    margin". Unpaired: the difference of the arms' interquartile means, and the
    exact rank-sum test of the same. Both p-values are one-sided. A diverged run is
    the worst outcome (infinite); two of one seed are a tie. Lower end > margin is
    REPRODUCED, upper end < 0 CONTRADICTED, else INCONCLUSIVE.

    Args:
        better: arm that is claimed to be better.
        worse: arm it is compared with.
        metric: name of a number.
        margin: gain that the lower end must exceed, in units of the metric or nats.
        scale: "linear" or "log".
        higher_is_better: direction of the metric.
        paired: pair the arms by seed.
        confidence: level of the interval, in (0, 1).
        resamples: number of bootstrap resamples.

    Reference: Agarwal et al., 2021, https://arxiv.org/abs/2108.13264; Fisher, The
    Design of Experiments, 1935, section 21.
    """

    better: str
    worse: str
    metric: str
    margin: float
    scale: str = "linear"
    higher_is_better: bool = False
    paired: bool = True
    confidence: float = 0.95
    resamples: int = RESAMPLES

    def __post_init__(self):
        require(
            self.scale in METRIC_SCALES, "scale", f"one of {METRIC_SCALES}", self.scale
        )

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.better, self.worse)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        rows = samples[self.better], samples[self.worse]
        if self.paired:
            rows = shared_rows(samples, self.better, self.worse)
        better, worse = (self._costs(arm) for arm in rows)
        if better is None or worse is None:
            reason = f"{self.metric} is negative: it has no logarithm."
            return Judgement(verdict=INVALID, reason=reason)
        gains = _gains(worse, better) if self.paired else None
        effect, low, high = self._interval(better, worse, gains)
        verdict, reason = against_margin(low, high, self.margin, self.confidence)
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=finite(effect),
            low=low,
            high=high,
            confidence=self.confidence,
            unit="nats" if self.scale == "log" else self.metric,
            margin=self.margin,
            n=min(better.size, worse.size),
            p_value=self._p_value(better, worse, gains),
            detectable=shown_above(self.margin, effect, low, self.confidence),
            details=(*self._row(self.better, better), *self._row(self.worse, worse)),
        )

    def _costs(self, rows):
        """Numbers of which less is better, infinite for failed runs."""
        values = readings(rows, self.metric)
        if self.scale == "log":
            if np.any(values < 0):
                return None
            with np.errstate(divide="ignore"):
                values = np.log(values)
        costs = -values if self.higher_is_better else values
        return np.where(np.isnan(costs), np.inf, costs)

    def _interval(self, better, worse, gains):
        settings = {"confidence": self.confidence, "resamples": self.resamples}
        if self.paired:
            ends = bootstrap_interval(interquartile_mean, gains, **settings)
            return interquartile_mean(gains), *ends
        ends = bootstrap_interval(_gain_of_means, worse, better, **settings)
        return _gain_of_means(worse, better), *ends

    def _p_value(self, better, worse, gains):
        if self.paired:
            return sign_flip_test(gains - self.margin)
        return mann_whitney_test(worse - self.margin, better)

    def _row(self, arm, costs):
        middle = interquartile_mean(costs)
        middle = float(-middle if self.higher_is_better else middle)
        label = f"log {self.metric}" if self.scale == "log" else self.metric
        yield f"interquartile mean {label}, {arm}", middle, None
        lost = int(np.sum(costs == np.inf))
        if lost:
            yield f"diverged, {arm}", f"{lost} of {costs.size}", None


def _gains(worse, better):
    with np.errstate(invalid="ignore"):
        return np.where(worse == better, 0.0, worse - better)


def _gain_of_means(worse, better):
    with np.errstate(invalid="ignore"):
        return interquartile_mean(worse) - interquartile_mean(better)
