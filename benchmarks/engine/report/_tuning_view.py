"""What tuning tried and chose, as the templates show it."""

from __future__ import annotations

import math

from benchmarks.engine.report._numbers import MISSING, number


def tuning_view(tuning, arms, rows):
    """The tuning table of an experiment, or None where nothing was tuned."""
    if tuning is None:
        return None
    name = tuning.hyperparameter
    rows = [row for row in rows if name in row["hyperparameters"]]
    tried = [row for row in rows if row["phase"] == "tune"]
    values = sorted({row["hyperparameters"][name] for row in tried})
    return {
        "hyperparameter": name,
        "metric": tuning.metric,
        "seeds": tuning.seeds,
        "values": [number(value) for value in values],
        "arms": [_arm(arm, tuning, values, rows) for arm in arms],
    }


def _arm(arm, tuning, values, rows):
    name = tuning.hyperparameter
    mine = [row for row in rows if row["arm"] == arm.name]
    final = {row["hyperparameters"][name] for row in mine if row["phase"] == "final"}
    tried = [row for row in mine if row["phase"] == "tune"]
    return {
        "name": arm.name,
        "chosen": ", ".join(map(number, sorted(final))) or MISSING,
        "cells": [_cell(tuning, value, value in final, tried) for value in values],
    }


def _cell(tuning, value, chosen, tried):
    """The mean that the choice rests on; a run that diverged makes it infinite."""
    rows = [r for r in tried if r["hyperparameters"][tuning.hyperparameter] == value]
    scores = [r["metrics"].get(tuning.metric) for r in rows if r["status"] == "done"]
    finite = [score for score in scores if score is not None]
    failed = len(rows) - len(finite)
    mean = sum(finite) / len(finite) if finite else None
    note = f"{failed} of {len(rows)} diverged" if failed else ""
    return {
        "text": number(math.inf if failed else mean),
        "note": note,
        "chosen": chosen,
    }
