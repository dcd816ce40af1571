"""Scores of settings: a function's, or those of models that are trained together."""

from __future__ import annotations

import math

from keras_nntricks import sweeps


def scores_of_function(run, pairs):
    """The score of each pair of settings and repeat."""
    return [float(run(settings, repeat)) for settings, repeat in pairs]


def scores_of_models(build, pairs, fit, objective, direction):
    """The best epoch of each training; NaN where nothing of it is finite."""
    runs = [{"seed": repeat, **settings} for settings, repeat in pairs]
    result = sweeps.fit_many(build, runs=runs, **fit)
    return [_best(row["history"], objective, direction) for row in result.rows]


def _best(history, objective, direction):
    if objective not in history:
        raise ValueError(
            f"`objective` must be one of the logs {sorted(history)}. "
            f"Received: objective={objective!r}."
        )
    known = [value for value in history[objective] if value is not None]
    return (max if direction == "max" else min)(known, default=math.nan)
