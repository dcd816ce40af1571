"""Grid against random, on one's own model."""

from __future__ import annotations

import zlib

import numpy as np

from keras_nntricks._arguments import is_integer, require, require_count
from keras_nntricks.search._seeds import require_fixed_seed
from keras_nntricks.search._strategies.evaluate import (
    scores_of_function,
    scores_of_models,
)
from keras_nntricks.search._strategies.points import STRATEGIES
from keras_nntricks.search._strategies.space import (
    hyperparameters_of,
    limits_of,
    settings_at,
)
from keras_nntricks.search._strategy_comparison import StrategyComparison


def compare_strategies(
    build_or_run,
    space,
    budgets=(9, 16, 25),
    repeats=20,
    seed=0,
    *,
    strategies=("grid", "random"),
    direction="max",
    fit=None,
    objective="val_accuracy",
):
    """Compares ways to choose trials: what each finds within the same budget.

    A grid of n ** d trials tries n values of each of d hyperparameters; random trials
    try n ** d of each. So where one hyperparameter matters and the others hardly do,
    random trials come closer to its best value; where all matter, a grid covers the
    space more evenly and may win. Which of them holds for a model of one's own is what
    this study shows.

    "grid" takes the centres of equal cells on the scale of each hyperparameter, with as
    many trials as fit into the budget; "random" draws uniformly on the same scale;
    "latin_hypercube" draws one value from each of as many slices as there are trials.
    The strategies of a repeat share its seed; settings that occur twice in a repeat are
    run once.

    Args:
        build_or_run: `run(settings, repeat)` that returns the score of a dict of
            settings, `repeat` an int that a training takes for its seed. With `fit`,
            `build(**settings)` that returns a compiled model.
        space: `keras_tuner.HyperParameters` without conditional scopes, or a function
            of `hp` that declares them.
        budgets: numbers of trials. Defaults to (9, 16, 25).
        repeats: int. How often each is repeated. Defaults to 20.
        seed: int. Of the trials that are drawn. Defaults to 0.
        strategies: names as above, or functions `(limits, budget, rng)` that return
            points of the unit cube, `limits` the number of values of each
            hyperparameter. The others are compared with the first. Defaults to
            ("grid", "random").
        direction: "max" or "min", which score is better. Defaults to "max".
        fit: dict of the arguments of `sweeps.fit_many` apart from `build` and `runs`:
            the models are then trained together, the seed of each is the number of its
            repeat. Defaults to None.
        objective: str. With `fit`, the log whose best epoch is the score. Defaults to
            "val_accuracy".

    Returns:
        A `StrategyComparison` with `rows` (a dict per strategy, budget and repeat:
        "trials" that were run, "best" score, "distinct/NAME" values tried of each
        hyperparameter), `trials` (those of the first repeat and the least budget),
        `summary()` (means with 95 % intervals and a verdict) and `plot()`.

    Raises:
        ValueError: if an argument is not as described.

    Example:
    >>> from keras_nntricks import search
    >>> def space(hp):
    ...     search.log_uniform(hp, "matters", 1e-4, 1.0)
    ...     hp.Float("does_not", 0.0, 1.0)
    >>> def run(settings, repeat):
    ...     return -abs(settings["matters"] - 3e-3 * (1 + repeat))
    >>> study = search.compare_strategies(run, space, budgets=[9], repeats=4)
    >>> [(row["strategy"], row["distinct/matters"]) for row in study.rows[:2]]
    [('grid', 3), ('random', 9)]

    Reference: Bergstra and Bengio, 2012, "Random Search for Hyper-Parameter
    Optimization", JMLR 13, https://www.jmlr.org/papers/v13/bergstra12a.html
    """
    _check(budgets, repeats, seed, direction)
    found = hyperparameters_of(space)
    plan = _plan(found, budgets, repeats, seed, _named(strategies))

    def score(pairs):
        if fit is None:
            return scores_of_function(build_or_run, pairs)
        return scores_of_models(build_or_run, pairs, fit, objective, direction)

    scores = _scored(plan, score)
    rows = [_row(cell, scores, direction) for cell in plan]
    return StrategyComparison(rows, _first_trials(plan, found, scores), direction)


def _check(budgets, repeats, seed, direction):
    counts = len(budgets) > 0 and all(is_integer(b) and b > 0 for b in budgets)
    require(counts, "budgets", "a list of positive integers", budgets)
    require_count("repeats", repeats)
    require_fixed_seed(seed)
    require(direction in ("max", "min"), "direction", '"max" or "min"', direction)


def _named(strategies):
    rule = f"functions, or names of {sorted(STRATEGIES)}"
    for strategy in strategies:
        good = callable(strategy) or strategy in STRATEGIES
        require(good, "strategies", rule, strategy)
    return {
        s.__name__ if callable(s) else s: s if callable(s) else STRATEGIES[s]
        for s in strategies
    }


def _plan(found, budgets, repeats, seed, strategies):
    """A dict per strategy, budget and repeat, with its points and settings."""
    limits = limits_of(found)
    plan = []
    for repeat in range(repeats):
        for budget in budgets:
            for name, choose in strategies.items():
                rng = np.random.default_rng([seed, repeat, zlib.crc32(name.encode())])
                points = np.asarray(choose(limits, budget, rng))
                cell = {"strategy": name, "budget": int(budget), "repeat": repeat}
                settings = [settings_at(found, point) for point in points]
                plan.append({**cell, "points": points, "settings": settings})
    return plan


def _scored(plan, score):
    """The score of every settings in each repeat, run once."""
    pairs = {
        _key(settings, cell["repeat"]): (settings, cell["repeat"])
        for cell in plan
        for settings in cell["settings"]
    }
    return dict(zip(pairs, score(list(pairs.values())), strict=True))


def _key(settings, repeat):
    return repeat, tuple(settings.items())


def _row(cell, scores, direction):
    settings = cell["settings"]
    found = np.array([scores[_key(s, cell["repeat"])] for s in settings])
    pick = np.fmax if direction == "max" else np.fmin
    return {
        **{name: cell[name] for name in ("strategy", "budget", "repeat")},
        "trials": len(settings),
        "best": float(pick.reduce(found)),
        **{f"distinct/{n}": len({s[n] for s in settings}) for n in settings[0]},
    }


def _first_trials(plan, found, scores):
    least = min(cell["budget"] for cell in plan)
    names = [hp.name for hp in found]
    return [
        {
            "strategy": cell["strategy"],
            "settings": settings,
            "point": dict(zip(names, map(float, point), strict=True)),
            "score": scores[_key(settings, 0)],
        }
        for cell in plan
        if cell["repeat"] == 0 and cell["budget"] == least
        for settings, point in zip(cell["settings"], cell["points"], strict=True)
    ]
