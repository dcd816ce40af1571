"""Performance profiles, as the templates show them."""

from __future__ import annotations

import sys

from benchmarks.engine.profiles import (
    LONGEST,
    comparisons,
    profile_score,
    share_within,
)
from benchmarks.engine.report._claim_view import identifier
from benchmarks.engine.report._figures import drawn
from benchmarks.engine.report._numbers import number

FIGURE = "benchmarks.figures.performance_profiles:draw"


def profile_views(experiments, scale, rows, curves=()):
    """A view per setting that is compared by time to a target."""
    titles = {experiment.name: experiment.title for experiment in experiments}
    found = comparisons(experiments, scale, rows, curves)
    return [_view(comparison, titles) for comparison in found]


def _view(comparison, titles):
    label = f"Performance profile by {comparison.setting}."
    names = comparison.experiments
    return {
        "setting": comparison.setting.replace("_", " "),
        "target": comparison.target,
        "sources": [(identifier(name), titles[name]) for name in names],
        "num_problems": comparison.num_problems,
        "longest": number(LONGEST),
        "drawing": drawn(FIGURE, label, comparison),
        "lines": sorted(map(_line, comparison.ratios.items()), key=_by_score),
    }


def _line(item):
    value, ratios = item
    return {
        "value": value,
        "score": profile_score(ratios),
        "fastest": _percent(share_within(ratios, 1.0)),
        "within": _percent(share_within(ratios, LONGEST)),
        "ever": _percent(share_within(ratios, sys.float_info.max)),
    }


def _by_score(line):
    return -line["score"]


def _percent(share):
    return f"{100 * share:.0f} %"
