"""Is there no difference to speak of?"""

from __future__ import annotations

import dataclasses

import numpy as np

from benchmarks.engine.criteria._readings import readings, shared_rows
from benchmarks.engine.criteria._rules import against_range
from benchmarks.engine.judgement import INCONCLUSIVE, Judgement
from benchmarks.engine.statistics import equivalence_test, student_interval
from keras_nntricks._arguments import require


@dataclasses.dataclass(frozen=True, kw_only=True)
class Equivalence:
    """Two one-sided tests of the paired mean difference against ±margin.

    Student's interval of first - second, by seed. Inside [-margin, margin]:
    REPRODUCED; disjoint from it: CONTRADICTED; else INCONCLUSIVE. The 90 % interval
    is the one that belongs to two one-sided tests at 5 %; the p-value is the larger
    of the two. Any run without a finite value: INCONCLUSIVE.

    Args:
        first: one arm.
        second: the other arm.
        metric: name of a number.
        margin: positive, largest difference that does not matter.
        confidence: level of the interval, 1 - 2 alpha.

    Reference: Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15, 1987.
    """

    first: str
    second: str
    metric: str
    margin: float
    confidence: float = 0.9

    def __post_init__(self):
        require(self.margin > 0, "margin", "positive", self.margin)

    @property
    def arms(self) -> tuple[str, ...]:
        return (self.first, self.second)

    @property
    def metrics(self) -> tuple[str, ...]:
        return (self.metric,)

    def judge(self, samples) -> Judgement:
        rows = shared_rows(samples, self.first, self.second)
        first, second = (readings(arm, self.metric) for arm in rows)
        differences = first - second
        lost = int(np.sum(~np.isfinite(differences)))
        if lost:
            reason = f"{lost} of {differences.size} pairs have a run that failed."
            return Judgement(verdict=INCONCLUSIVE, reason=reason, n=differences.size)
        low, high = student_interval(differences, self.confidence)
        verdict, reason = against_range(
            low, high, -self.margin, self.margin, self.confidence
        )
        return Judgement(
            verdict=verdict,
            reason=reason,
            effect=float(differences.mean()),
            low=low,
            high=high,
            confidence=self.confidence,
            unit=self.metric,
            margin=self.margin,
            n=differences.size,
            p_value=equivalence_test(differences, self.margin),
            details=(
                (f"mean {self.metric}, {self.first}", float(first.mean()), None),
                (f"mean {self.metric}, {self.second}", float(second.mean()), None),
            ),
        )
