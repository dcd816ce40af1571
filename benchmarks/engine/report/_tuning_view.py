"""What tuning tried and chose, as the templates show it."""

from __future__ import annotations

from benchmarks.engine.danger_zones import LIMIT, tried_values
from benchmarks.engine.report._figures import Drawing, drawn
from benchmarks.engine.report._numbers import number
from benchmarks.engine.tuning import chosen_hyperparameters

FIGURE = "benchmarks.figures.tuning:draw"


def tuning_view(experiment, scale, rows):
    """The tuning table of an experiment, or None where nothing was tuned."""
    declared = experiment.scales.get(scale)
    if declared is None or declared.tuning is None:
        return None
    tuning = declared.tuning
    choices = chosen_hyperparameters(experiment, scale, rows)
    values = sorted({value for one in choices.values() for value in one.values})
    tried = {a: v for a, v in tried_values(experiment, scale, rows).items() if v}
    return {
        "hyperparameter": tuning.hyperparameter,
        "metric": tuning.metric,
        "seeds": tuning.seeds,
        "values": [number(value) for value in values],
        "arms": [_arm(choice, values, rows) for choice in choices.values()],
        "drawing": _drawing(experiment, tuning, tried),
        "dangers": [*_dangers(tried)],
        "limit": number(LIMIT),
    }


def _drawing(experiment, tuning, tried):
    if not tried:
        return Drawing()
    label = f"Tuning of {tuning.hyperparameter}: {experiment.title}."
    return drawn(FIGURE, label, tried, tuning.hyperparameter, tuning.metric)


def _dangers(tried):
    """(arm, value, how many times the median spread) of each value to beware of."""
    for arm, values in tried.items():
        for one in values:
            if one.is_danger:
                yield arm, number(one.value), number(one.ratio, 2)


def _arm(choice, values, rows):
    tried = [r for r in rows if r["arm"] == choice.arm and r["phase"] == "tune"]
    return {
        "name": choice.arm,
        "chosen": number(choice.value),
        "cells": [_cell(choice, value, tried) for value in values],
    }


def _cell(choice, value, tried):
    """The mean that the choice rests on, a dash while seeds of it are missing."""
    name = choice.hyperparameter
    rows = [row for row in tried if row["hyperparameters"][name] == value]
    return {
        "text": number(choice.scores.get(value)),
        "note": ", ".join(_notes(rows)),
        "chosen": value == choice.value,
    }


def _notes(rows):
    for status, word in (("diverged", "diverged"), ("error", "failed")):
        count = sum(row["status"] == status for row in rows)
        if count:
            yield f"{count} of {len(rows)} {word}"
