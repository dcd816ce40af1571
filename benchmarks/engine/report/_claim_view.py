"""A claim with its judgement, as the templates show it."""

from __future__ import annotations

import re

from benchmarks.engine.report._numbers import (
    MISSING,
    anything,
    digits_for,
    interval,
    number,
    p_value,
)
from benchmarks.engine.report._words import VERDICTS


def claim_view(experiment, claim, judgement):
    """The texts of one claim."""
    return {
        "id": identifier(experiment.name, claim.name),
        "name": claim.name,
        "statement": claim.statement,
        "exploratory": claim.exploratory,
        "published": claim.published,
        "criterion": repr(claim.criterion),
        "deviations": claim.deviations,
        "counter_evidence": claim.counter_evidence,
        "reason": judgement.reason,
        "verdict": judgement.verdict,
        "word": VERDICTS[judgement.verdict],
        **_measured(judgement),
    }


def identifier(*names):
    """An id for the page."""
    return "--".join(re.sub(r"[^\w-]+", "-", name) for name in names)


def _measured(judgement):
    effect, low, high = judgement.effect, judgement.low, judgement.high
    measured = effect is not None
    digits = digits_for(effect, low, high)
    return {
        "effect": number(effect, digits),
        "unit": judgement.unit.replace("_", " ") if measured else "",
        "interval": interval(low, high, digits) if measured else "",
        "confidence": number(100 * judgement.confidence, 4),
        "margin": number(judgement.margin),
        "n": f"{judgement.n:,}" if judgement.n else MISSING,
        "p": p_value(judgement.p_adjusted),
        "detectable": number(judgement.detectable),
        "details": [tuple(map(anything, row)) for row in judgement.details],
    }
