"""Do measured values agree with exact or printed ones?"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy import stats

from benchmarks.engine.judgement import (
    CONTRADICTED,
    INCONCLUSIVE,
    REPRODUCED,
    Judgement,
)
from keras_nntricks._arguments import require

SPREADS = ("mean", "seed")
WIDEST_RELATIVE = 2.0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Agreement:
    """Every element of a metric against its expected value.

    With S seeds, their mean m and standard deviation SD, per element

        spread="mean": |m - expected| <= z * SD / sqrt(S) + allowed
        spread="seed": |m - expected| <= z * SD * sqrt(1 + 1 / S) + allowed
        allowed = relative * |expected| + absolute

    "mean" tests a theory of the mean, "seed" a number printed for one seed. All
    elements within: REPRODUCED, else CONTRADICTED; a value that is not finite is
    not within. SD is estimated, so z = 4 errs per element with the chance that
    Student's t exceeds it: 0.3 % for 10 seeds, 0.08 % for 20, 0.006 % in the limit;
    `confidence` is the rest. The effect is the deviation of the element that uses
    most of its limit, relative to the expected value. Where that is 0, or so near 0
    that the relative interval is wider than 2, the deviation is given as it is, in
    the unit of the metric.

    Args:
        arm: name of the arm.
        metric: name of a number or a list of numbers.
        expected: a number for all elements, or one per element.
        relative: allowed share of |expected|.
        absolute: allowed deviation.
        z: width of the statistical limit, in standard errors, at least 0; 0 leaves
            what is allowed alone.
        spread: "mean" or "seed".

    Reference: z-test; Montgomery and Runger, Applied Statistics and Probability
    for Engineers, sections 9-2 and 8-7 (prediction interval).
    """

    arm: str
    metric: str
    expected: float | tuple
    relative: float = 0.0
    absolute: float = 0.0
    z: float = 4.0
    spread: str = "mean"

    def __post_init__(self):
        require(self.spread in SPREADS, "spread", f"one of {SPREADS}", self.spread)
        require(self.z >= 0, "z", "at least 0", self.z)

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.arm,)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        values, expected = self._table(samples[self.arm])
        count = len(values)
        if count < 2:
            reason = "One seed has no spread to judge by."
            return Judgement(verdict=INCONCLUSIVE, reason=reason, n=count)
        errors = self._errors(values)
        allowed = self.relative * np.abs(expected) + self.absolute
        used = _used(values.mean(axis=0) - expected, self.z * errors + allowed)
        verdict, reason = self._verdict(used)
        return Judgement(
            verdict=verdict,
            reason=reason,
            n=count,
            confidence=float(1 - 2 * stats.t.sf(self.z, count - 1)),
            **self._effect(values.mean(axis=0), expected, errors, allowed, used),
            details=self._details(values.mean(axis=0), expected),
        )

    def _table(self, rows):
        """Values (seeds, elements), and expected (elements,); failures are inf."""
        expected = np.asarray(self.expected, dtype=np.float64).ravel()
        wide = [_elements(row, self.metric, expected.size) for row in rows]
        size = max((len(values) for values in wide), default=expected.size)
        wide = [np.broadcast_to(values, (size,)) for values in wide]
        values = np.asarray(wide, dtype=np.float64)
        values = np.where(np.isfinite(values), values, np.inf)
        return values, np.broadcast_to(expected, (size,))

    def _errors(self, values):
        """Standard errors of mean - expected, or deviations of expected - mean."""
        count = len(values)
        factor = 1 / count if self.spread == "mean" else 1 + 1 / count
        known = np.isfinite(values).all(axis=0)
        spread = np.where(known, values, 0.0).std(axis=0, ddof=1)
        return spread * np.sqrt(factor)

    def _verdict(self, used):
        outside = int(np.sum(used > 1))
        if outside:
            share = f"{outside} of {used.size} values" if used.size > 1 else "The mean"
            beyond = f"more than {self._rule()} from what is expected"
            return CONTRADICTED, f"{share} of {self.metric}: {beyond}."
        share = f"All {used.size} values of" if used.size > 1 else "The mean of"
        rule = f"within {self._rule()} of what is expected"
        return REPRODUCED, f"{share} {self.metric} lie{'s' * (used.size < 2)} {rule}."

    def _rule(self):
        error = "standard errors" if self.spread == "mean" else "seed deviations"
        parts = [f"{self.z:.4g} {error}"]
        if self.relative:
            parts.append(f"{100 * self.relative:.4g} %")
        if self.absolute:
            parts.append(f"{self.absolute:.4g}")
        return " + ".join(parts)

    def _effect(self, means, expected, errors, allowed, used):
        worst = int(np.argmax(used))
        half = self.z * errors[worst]
        scale, unit = self._scale(abs(expected[worst]), half)
        effect = (means[worst] - expected[worst]) / scale
        half = half / scale
        tolerance = allowed[worst] / scale
        power = half + stats.norm.ppf(0.8) * errors[worst] / scale
        return {
            "effect": float(effect),
            "low": float(effect - half),
            "high": float(effect + half),
            "unit": unit,
            "margin": float(tolerance),
            "detectable": float(tolerance + power) if np.isfinite(effect) else None,
        }

    def _scale(self, size, half):
        """What a deviation is divided by, and its unit then."""
        if 2 * half > WIDEST_RELATIVE * size or size == 0:
            return 1.0, f"deviation of {self.metric}"
        return size, "relative deviation"

    def _details(self, means, expected):
        if means.size == 1:
            return ((self.metric, float(means[0]), float(expected[0])),)
        return tuple(
            (f"{self.metric} {index}", float(mean), float(wanted))
            for index, (mean, wanted) in enumerate(zip(means, expected, strict=True), 1)
        )


def _elements(row, metric, size):
    value = row["metrics"].get(metric)
    if row["status"] == "diverged" or value is None:
        return np.full(size, np.nan)
    return np.asarray(value, dtype=np.float64).ravel()


def _used(deviations, limits):
    """How much of its limit each deviation takes; exact agreement takes none."""
    sizes = np.abs(deviations)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(sizes == 0, 0.0, sizes / limits)
