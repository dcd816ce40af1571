"""Which hyperparameters moved the score."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from keras_nntricks.search._results.axis import counts

FEWEST = 20
PER_AXIS = 5
_TREES, _FOLDS, _SHUFFLES = 64, 4, 4


class Importance(NamedTuple):
    """`means` and `errors` per name, what `chance` reaches, and `explained`.

    `explained` is the share of the variance of the ranks that the forest predicts for
    trials it has not seen (R squared).
    """

    names: tuple
    means: np.ndarray
    errors: np.ndarray
    chance: float
    explained: float


def fewest_trials(axes):
    """Below so many trials nothing is shown."""
    return max(FEWEST, PER_AXIS * len(axes))


def importance(axes, rows, direction, seed=0):
    """The importance of each hyperparameter, or None where trials are too few.

    A random forest learns the rank of the score; the importance is what its error on
    trials it has not seen grows by when one column is shuffled. Aborted trials share
    the worst rank. Columns of noise show what chance reaches.
    """
    rows = [row for row in rows if counts(row) or row["aborted"]]
    ranks = _ranks(rows, direction)
    if not axes or len(rows) < fewest_trials(axes) or np.ptp(ranks) == 0:
        return None
    rng = np.random.default_rng(seed)
    columns = np.array([[axis.place(row[axis.name]) for axis in axes] for row in rows])
    columns = np.where(np.isnan(columns), -1.0, columns)
    noise = rng.random((len(rows), 3))
    drops, explained = _over_folds(np.hstack([columns, noise]), ranks, rng)
    means = np.mean(drops, axis=0)
    errors = np.std(drops, axis=0, ddof=1) / np.sqrt(len(drops))
    known, chance = len(axes), np.max((means + errors)[len(axes) :])
    names = tuple(axis.name for axis in axes)
    return Importance(names, means[:known], errors[:known], max(chance, 0), explained)


def _ranks(rows, direction):
    """From 0 for the worst to 1 for the best; equals share their mean."""
    from scipy.stats import rankdata

    sign = 1 if direction == "max" else -1
    worst = -np.inf
    values = [sign * row["score"] if counts(row) else worst for row in rows]
    return rankdata(values) / max(len(values), 1)


def _over_folds(columns, ranks, rng):
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.inspection import permutation_importance

    order = rng.permutation(len(ranks))
    drops, errors = [], []
    for held in np.array_split(order, _FOLDS):
        rest = np.setdiff1d(order, held)
        state = int(rng.integers(2**31))
        forest = RandomForestRegressor(_TREES, random_state=state)
        forest.fit(columns[rest], ranks[rest])
        found = permutation_importance(
            forest,
            columns[held],
            ranks[held],
            scoring="neg_mean_squared_error",
            n_repeats=_SHUFFLES,
            random_state=state,
        )
        drops.append(found.importances_mean / np.var(ranks))
        errors.append((forest.predict(columns[held]) - ranks[held]) ** 2)
    return drops, float(1 - np.mean(np.concatenate(errors)) / np.var(ranks))
