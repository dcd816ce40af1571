"""Grid against random: who finds the better trial within the same budget?

Functions of which one or all of the dimensions matter, and a real network. Each repeat
has a peak, or a range, of its own: where a grid happens to lie shall not decide.
"""

import keras
import numpy as np

from benchmarks.data import load
from benchmarks.search.frame import NOTHING, machines, row, table
from keras_nntricks import search

NAME = "grid_random"
STRATEGIES = ("grid", "random", "latin_hypercube")
# Dimensions, and how many of them matter.
FUNCTIONS = {"1 of 2": (2, 1), "2 of 2": (2, 2), "1 of 3": (3, 1), "3 of 3": (3, 3)}
BUDGETS = {2: (9, 16, 25), 3: (8, 27, 64)}
EXPECTED = {"1 of 2": "better", "2 of 2": "worse", "1 of 3": "better"}
EXPECTED |= {"3 of 3": "worse", "digits": "better"}
WIDTH = 0.1
REPEATS = 50
DECADES = 5
HIDDEN, BATCH_SIZE, EPOCHS = 32, 64, 5


def measure(options):
    """Yields a row per function and fifty peaks, and one per range on digits."""
    blocks = options.repetitions or 4
    ranges = options.repetitions or 12
    keys = [f"{case}/{block}" for case in FUNCTIONS for block in range(blocks)]
    keys += [f"digits/{number}" for number in range(ranges)]
    for key in keys[:1] + keys[-1:] if options.tiny else keys:
        if options.missing([f"{NAME}/{key}"]):
            case, number = key.split("/")
            found = (
                _digits(int(number))
                if case == "digits"
                else _function(case, int(number))
            )
            yield row(
                NAME, key, case=case, direction=found.direction, best=_compact(found)
            )


def _function(case, block):
    """Peaks at random places; the dimensions that do not matter change nothing."""
    dimensions, effective = FUNCTIONS[case]
    first = block * REPEATS

    def space(hp):
        for dimension in range(dimensions):
            hp.Float(f"x{dimension}", 0.0, 1.0)

    def run(settings, repeat):
        peak = np.random.default_rng([7, first + repeat]).random(effective)
        place = np.array(list(settings.values())[:effective])
        return np.exp(-0.5 * np.sum(((place - peak) / WIDTH) ** 2))

    budgets = BUDGETS[dimensions]
    return search.compare_strategies(
        run, space, budgets, REPEATS, block, strategies=STRATEGIES
    )


def _digits(number):
    """Learning rate and weight decay of a small network; the range moves each time."""
    data = load("digits")
    low = 10 ** np.random.default_rng([11, number]).uniform(-5, -5 + DECADES / 3)

    def space(hp):
        search.log_uniform(hp, "learning_rate", low, low * 10**DECADES)
        search.log_uniform(hp, "weight_decay", 1e-8, 1e-4)

    fit = {
        "x": data.x_train,
        "y": data.y_train,
        "validation_data": (data.x_validation, data.y_validation),
        "batch_size": BATCH_SIZE,
        "epochs": EPOCHS,
    }
    return search.compare_strategies(
        _network,
        space,
        BUDGETS[2],
        repeats=1,
        seed=number,
        direction="min",
        fit=fit,
        objective="val_loss",
    )


def _network(learning_rate, weight_decay):
    layers = [keras.layers.Dense(HIDDEN, "relu"), keras.layers.Dense(10)]
    model = keras.Sequential([keras.Input((64,)), *layers])
    optimizer = keras.optimizers.SGD(learning_rate, 0.9, weight_decay=weight_decay)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def _compact(found):
    """Strategy -> budget -> the best score of each repeat."""
    best = {}
    for entry in found.rows:
        scores = best.setdefault(entry["strategy"], {})
        scores.setdefault(str(entry["budget"]), []).append(round(entry["best"], 4))
    return best


def section(rows):
    """A table per problem, with a verdict each."""
    if not rows:
        return NOTHING
    cases = dict.fromkeys(entry["case"] for entry in rows)
    parts = [_case(c, [entry for entry in rows if entry["case"] == c]) for c in cases]
    return "\n\n".join((*parts, machines(rows)))


def _case(case, rows):
    lines = _together(rows).summary()
    cells = [_cells(line) for line in lines]
    score = "best validation loss" if case == "digits" else "best score"
    columns = ("budget", "strategy", f"{score}, 95 %", "wins against grid", "verdict")
    return "\n\n".join(
        (f"### {_title(case)}", table(columns, cells), _said(case, lines))
    )


def _together(rows):
    """One comparison of the repeats of all rows."""
    found = [
        {"strategy": name, "budget": int(budget), "repeat": (r, i), "best": best}
        for r, entry in enumerate(rows)
        for name, scores in entry["best"].items()
        for budget, values in scores.items()
        for i, best in enumerate(values)
    ]
    return search.StrategyComparison(found, direction=rows[0]["direction"])


def _title(case):
    if case == "digits":
        return "Digits, a network with learning rate and weight decay"
    effective, _, dimensions = case.split()
    return f"A function, {effective} of {dimensions} dimensions matter"


def _cells(line):
    best = f"{line['best']:.3f} ({line['low']:.3f} to {line['high']:.3f})"
    wins = "" if line["wins"] is None else f"{line['wins']:.0%}"
    return (
        line["budget"],
        line["strategy"].replace("_", " "),
        best,
        wins,
        line["verdict"] or "",
    )


def _said(case, lines):
    verdicts = [line["verdict"] for line in lines if line["strategy"] == "random"]
    as_told = sum(verdict == EXPECTED[case] for verdict in verdicts)
    told = f"Random was expected to be {EXPECTED[case]} than a grid"
    return f"{told}: so it is at {as_told} of {len(verdicts)} budgets."
