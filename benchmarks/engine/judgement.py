"""What the suite says about one claim."""

from __future__ import annotations

import dataclasses
from typing import Any

from keras_nntricks._arguments import require

REPRODUCED = "REPRODUCED"
CONTRADICTED = "CONTRADICTED"
INCONCLUSIVE = "INCONCLUSIVE"
NOT_RUN = "NOT RUN"
INVALID = "INVALID"
VERDICTS = (REPRODUCED, CONTRADICTED, INCONCLUSIVE, NOT_RUN, INVALID)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Judgement:
    """A verdict with the numbers it rests on.

    Args:
        verdict: one of `VERDICTS`.
        reason: one plain sentence.
        effect: the measured effect in `unit`; None where nothing was measured.
        low: lower end of its confidence interval, may be infinite.
        high: upper end of its confidence interval, may be infinite.
        confidence: level of the interval, in (0, 1).
        unit: unit of effect, interval, margin and detectable effect.
        margin: what the lower end must exceed; None where a range is asked for.
        n: independent replications: seeds, or nets where a cell counts nets.
        p_value: one-sided p-value of the claim; None where there is no test.
        p_adjusted: the p-value after Holm's correction over its experiment.
        detectable: smallest effect that this n shows with 80 % power.
        details: rows (label, measured, expected) for tables.
    """

    verdict: str
    reason: str
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    confidence: float = 0.95
    unit: str = ""
    margin: float | None = None
    n: int = 0
    p_value: float | None = None
    p_adjusted: float | None = None
    detectable: float | None = None
    details: tuple[tuple[str, Any, Any], ...] = ()

    def __post_init__(self):
        require(self.verdict in VERDICTS, "verdict", f"one of {VERDICTS}", self.verdict)

    @property
    def numbers(self) -> str:
        """The effect and its interval as plain text; empty where none was measured."""
        if self.effect is None:
            return ""
        text = f"{self.effect:.4g}"
        if self.low is not None and self.high is not None:
            text += f" [{self.low:.4g}, {self.high:.4g}]"
        return text

    def changed(self, verdict: str, reason: str, **changes) -> Judgement:
        """The same numbers under another verdict."""
        return dataclasses.replace(self, verdict=verdict, reason=reason, **changes)
