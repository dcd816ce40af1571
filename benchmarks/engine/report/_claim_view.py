"""A claim with its judgement, as the templates show it."""

from __future__ import annotations

import re

from benchmarks.engine.report._numbers import (
    MISSING,
    anything,
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
    unit = f" {judgement.unit}" if judgement.unit else ""
    p_adjusted = judgement.p_adjusted
    return {
        "effect": _with_unit(judgement.effect, unit),
        "interval": _interval(judgement),
        "margin": _with_unit(judgement.margin, unit),
        "n": f"{judgement.n:,}" if judgement.n else MISSING,
        "p": p_value(p_adjusted),
        "p_alone": p_value(judgement.p_value),
        "detectable": _with_unit(judgement.detectable, unit),
        "details": [tuple(map(anything, row)) for row in judgement.details],
    }


def _interval(judgement):
    text = interval(judgement.low, judgement.high)
    return f"{text} at {number(100 * judgement.confidence, 4)} %" if text else ""


def _with_unit(value, unit):
    return MISSING if value is None else number(value) + unit
