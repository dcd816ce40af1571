"""What a comparison of strategies found."""

from __future__ import annotations

import math

import numpy as np

from keras_nntricks.search._strategies.draw import draw_comparison

_RESAMPLES = 2000


class StrategyComparison:
    """Rows of `compare_strategies`, their summary, and the figure.

    Rows that were stored, or those of several comparisons together, make one again.

    Args:
        rows: list of dicts, one per strategy, budget and repeat, with "best".
        trials: list of dicts, the trials that `plot` shows: "strategy" and "point",
            a dict of places between 0 and 1. Defaults to ().
        direction: "max" or "min", which score is better. Defaults to "max".

    Example:
    >>> from keras_nntricks import search
    >>> found = {"grid": [0.7, 0.6, 0.8], "random": [0.8, 0.9, 0.9]}
    >>> rows = [
    ...     {"strategy": name, "budget": 9, "repeat": repeat, "best": score}
    ...     for name, scores in found.items()
    ...     for repeat, score in enumerate(scores)
    ... ]
    >>> grid, random = search.StrategyComparison(rows).summary()
    >>> round(random["best"], 3), random["wins"], random["verdict"]
    (0.867, 1.0, 'better')

    Reference: Efron and Tibshirani, 1986, "Bootstrap Methods for Standard Errors,
    Confidence Intervals, and Other Measures of Statistical Accuracy",
    https://doi.org/10.1214/ss/1177013815
    """

    def __init__(self, rows, trials=(), direction="max"):
        self.rows = rows
        self.trials = trials
        self.direction = direction

    def summary(self):
        """One dict per budget and strategy, with intervals of 95 % over the repeats.

        "failed" is the number of repeats without a score (NaN), "best" the mean over
        the others, between "low" and "high". "wins" is the share of repeats that are
        better than those of the first strategy, ties half; none is worse than any
        score, and ties with none. "verdict" is "better", "worse" or "no difference
        seen", as the interval of the paired differences lies; a score against none
        counts as the largest difference seen. Both are None for the first strategy.
        """
        budgets = dict.fromkeys(row["budget"] for row in self.rows)
        names = list(dict.fromkeys(row["strategy"] for row in self.rows))
        return [
            self._line(budget, name, names[0]) for budget in budgets for name in names
        ]

    def plot(self, figure=None):
        """Draws the trials of two strategies, and the best score by budget.

        `figure` is a Matplotlib figure, or None for a new one, which is returned.
        """
        return draw_comparison(self, figure)

    def best_of(self, strategy, budget):
        """The best score of each repeat, in their order."""
        wanted = strategy, budget
        found = [r["best"] for r in self.rows if (r["strategy"], r["budget"]) == wanted]
        return np.array(found)

    def _line(self, budget, name, first):
        best = self.best_of(name, budget)
        sign = 1 if self.direction == "max" else -1
        gain = _gain(sign * best, sign * self.best_of(first, budget))
        low, high = interval(best)
        return {
            "budget": budget,
            "strategy": name,
            "best": _mean(best),
            "low": low,
            "high": high,
            "failed": int(np.isnan(best).sum()),
            "wins": None if name == first else float(np.mean(_won(gain))),
            "verdict": None if name == first else _verdict(*interval(gain)),
        }


def _mean(values):
    known = values[~np.isnan(values)]
    return float(np.mean(known)) if known.size else math.nan


def interval(values, seed=0):
    """The 95 % bootstrap interval of the mean; unknown values are left out."""
    values = values[~np.isnan(values)]
    if not values.size:
        return math.nan, math.nan
    rng = np.random.default_rng(seed)
    drawn = rng.integers(len(values), size=(_RESAMPLES, len(values)))
    low, high = np.quantile(values[drawn].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)


def _gain(values, others):
    """Paired differences; a value against none counts as the largest of them."""
    gain = values - others
    largest = np.max(np.abs(gain), initial=0, where=np.isfinite(gain)) or 1.0
    one_sided = np.isnan(others).astype(float) - np.isnan(values)
    return np.where(np.isnan(gain), largest * one_sided, gain)


def _won(gain):
    return (gain > 0) + 0.5 * (gain == 0)


def _verdict(low, high):
    if low > 0:
        return "better"
    return "worse" if high < 0 else "no difference seen"
