"""Grid, random and Latin hypercube, and what is said of them."""

import math

import keras
import keras_tuner
import matplotlib.pyplot as plt
import numpy as np
import pytest

from keras_nntricks import search


def space(hp):
    """Three hyperparameters."""
    search.log_uniform(hp, "rate", 1e-4, 1.0)
    hp.Choice("kind", ["a", "b"])
    hp.Int("units", 1, 100)


def plane(hp):
    """Two real numbers."""
    hp.Float("x", 0.0, 1.0)
    hp.Float("y", 0.0, 1.0)


def distinct(row):
    return {name: n for name, n in row.items() if name.startswith("distinct/")}


def seen(strategy, budget, space=space, seed=0):
    """The settings that a strategy tries."""
    tried = []

    def run(settings, repeat):
        tried.append(settings)
        return 0.0

    study = search.compare_strategies(
        run, space, [budget], 1, seed, strategies=[strategy]
    )
    return tried, study.rows[0]


def test_a_grid_takes_the_centres_of_equal_cells_on_the_scale_of_each():
    tried, row = seen("grid", 18)
    # Two kinds, three rates, three units: in thirds of four decades and of 1 to 100.
    rates = [1e-4 * 10 ** (4 * (i + 0.5) / 3) for i in range(3)]
    assert np.allclose(sorted({s["rate"] for s in tried}), rates)
    assert sorted({s["units"] for s in tried}) == [17, 51, 84]
    assert len(tried) == row["trials"] == 18


@pytest.mark.parametrize("budget", [1, 5, 7, 8, 11, 30])
def test_a_grid_never_exceeds_its_budget_and_uses_most_of_it(budget):
    _, row = seen("grid", budget, plane)
    side = math.isqrt(budget)
    best = max(side * side, side * (side + 1) if side * (side + 1) <= budget else 0)
    assert row["trials"] >= best
    assert row["trials"] <= budget
    assert math.prod(distinct(row).values()) == row["trials"]


def test_random_tries_as_many_values_as_trials():
    tried, row = seen("random", 16, plane)
    assert distinct(row) == {"distinct/x": 16, "distinct/y": 16}
    assert all(0 <= settings["x"] <= 1 for settings in tried)


def test_a_latin_hypercube_has_a_value_in_each_slice():
    tried, _ = seen("latin_hypercube", 16, plane)
    for name in ("x", "y"):
        slices = sorted(int(settings[name] * 16) for settings in tried)
        assert slices == list(range(16))


def test_seeds_repeat_and_differ():
    assert seen("random", 4)[0] == seen("random", 4)[0]
    assert seen("random", 4)[0] != seen("random", 4, seed=1)[0]


def test_settings_that_occur_twice_in_a_repeat_are_run_once():
    runs = []

    def run(settings, repeat):
        runs.append((repeat, tuple(settings.values())))
        return settings["x"]

    search.compare_strategies(run, plane, (4, 9), 2, strategies=["random"])
    assert len(runs) == len(set(runs)) == 18


def test_the_best_of_each_direction():
    def run(settings, repeat):
        return settings["x"] if settings["x"] > 0.5 else math.nan

    for direction, best in (("max", 5 / 6), ("min", 5 / 6)):
        study = search.compare_strategies(
            run, plane, [9], 1, direction=direction, strategies=["grid"]
        )
        # Of 1/6, 1/2 and 5/6 only the last is known.
        assert study.rows[0]["best"] == pytest.approx(best)


@pytest.mark.parametrize(("effective", "verdict"), [(1, "better"), (2, "worse")])
def test_random_wins_where_one_dimension_matters_and_loses_where_all_do(
    effective, verdict
):
    peaks = np.random.default_rng(3).random((60, 2))

    def run(settings, repeat):
        away = (np.array([*settings.values()]) - peaks[repeat])[:effective]
        return math.exp(-50 * np.sum(away**2))

    lines = search.compare_strategies(run, plane, [9], 60).summary()
    assert [line["verdict"] for line in lines] == [None, verdict]
    assert (lines[1]["wins"] > 0.5) == (verdict == "better")


def comparison(grid, random, direction="max"):
    rows = [
        {"strategy": name, "budget": 9, "repeat": i, "best": best}
        for name, scores in (("grid", grid), ("random", random))
        for i, best in enumerate(scores)
    ]
    return search.StrategyComparison(rows, direction=direction).summary()


def test_means_wins_and_ties():
    grid, random = comparison([1.0, 2.0, 3.0, 4.0], [1.0, 3.0, 2.0, 4.0])
    assert grid["best"] == random["best"] == 2.5
    assert random["wins"] == 0.5
    assert random["verdict"] == "no difference seen"
    assert 1.0 <= random["low"] < 2.5 < random["high"] <= 4.0


def test_lower_is_better_where_it_is_said():
    _, random = comparison([1.0] * 5, [0.5, 0.6, 0.5, 0.4, 0.5], "min")
    assert random["verdict"] == "better"
    assert random["wins"] == 1.0


def test_repeats_without_a_score_do_not_win():
    grid, random = comparison([math.nan] * 2, [math.nan, 1.0])
    assert math.isnan(grid["best"])
    assert random["best"] == 1.0
    assert random["verdict"] == "no difference seen"


def test_a_strategy_that_fails_half_the_time_does_not_win():
    grid, random = comparison([1.0] * 20, [math.nan, 1.1] * 10)
    assert [line["failed"] for line in (grid, random)] == [0, 10]
    assert random["best"] == pytest.approx(1.1)
    assert random["wins"] == 0.5
    assert random["verdict"] == "no difference seen"
    _, random = comparison([1.0] * 20, [math.nan] * 15 + [1.0] * 5)
    assert random["wins"] == (15 * 0 + 5 * 0.5) / 20
    assert random["verdict"] == "worse"
    _, random = comparison([math.nan] * 20, [math.nan] * 2 + [1.0] * 18, "min")
    assert random["wins"] == (2 * 0.5 + 18) / 20
    assert random["verdict"] == "better"


def test_the_interval_of_a_mean_covers_it_as_often_as_it_says():
    rng = np.random.default_rng(0)
    lines = [comparison(rng.normal(size=30), np.zeros(30))[0] for _ in range(100)]
    covered = sum(line["low"] <= 0 <= line["high"] for line in lines)
    # 95 of 100 with a standard deviation of 2.2; the bootstrap is a little short.
    assert 86 <= covered <= 100


def test_the_figure_shows_trials_of_two_strategies_and_a_curve_each():
    study = search.compare_strategies(
        lambda settings, repeat: settings["x"],
        plane,
        (4, 9),
        3,
        strategies=["grid", "random", "latin_hypercube"],
    )
    figure = study.plot()
    titles = [ax.get_title() for ax in figure.axes]
    assert titles == [
        "grid, 4 trials of repeat 0",
        "random, 4 trials of repeat 0",
        "",
    ]
    assert figure.axes[0].get_xlabel() == "x\n2 distinct values"
    assert figure.axes[1].get_ylabel() == "y\n4 distinct values"
    texts = [text.get_text() for text in figure.axes[2].get_legend().get_texts()]
    assert texts == ["grid", "random", "latin hypercube"]
    plt.close(figure)


def test_models_of_a_build_are_trained_with_the_seed_of_their_repeat():
    x = np.linspace(-1, 1, 16, dtype="float32").reshape(8, 2)
    y = x[:, :1]

    def build(rate):
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        model.compile(keras.optimizers.SGD(rate), "mse")
        return model

    fit = {"x": x, "y": y, "batch_size": 8, "epochs": 2}
    study = search.compare_strategies(
        build,
        lambda hp: hp.Float("rate", 0.01, 0.1),
        [2],
        1,
        strategies=["grid"],
        direction="min",
        fit=fit,
        objective="loss",
    )
    losses = []
    for rate in (0.0325, 0.0775):
        keras.utils.set_random_seed(0)
        history = build(rate).fit(x, y, batch_size=8, epochs=2, verbose=0).history
        losses.append(min(history["loss"]))
    assert study.rows[0]["best"] == pytest.approx(min(losses), rel=1e-4)


def conditional(hp):
    if hp.Choice("kind", ["a", "b"]):
        with hp.conditional_scope("kind", ["a"]):
            hp.Float("x", 0.0, 1.0)


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("`budgets`", {"budgets": []}),
        ("`budgets`", {"budgets": [0]}),
        ("`repeats`", {"repeats": 0}),
        ("`seed`", {"seed": -1}),
        ("`direction`", {"direction": "up"}),
        ("`strategies`", {"strategies": ["sobol"]}),
        ("`space`", {"space": conditional}),
        ("`space`", {"space": keras_tuner.HyperParameters()}),
    ],
)
def test_what_is_not_as_described_is_refused(said, arguments):
    with pytest.raises(ValueError, match=said):
        search.compare_strategies(**{"build_or_run": max, "space": plane, **arguments})
