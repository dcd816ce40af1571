"""How many epochs does EarlyAbort save, and does it lose the winner?

A repetition is a seed and a data set: 64 random trials of 20 epochs in a wide space.
All of them are trained to the end, together; then `EarlyAbort.replay` decides, trial
after trial, when each would have been stopped, with the histories of those before as
far as they would have come. These are the rules of the callback at the ends of epochs:
a real search also stops in mid-epoch and saves more. The first cost is ln 10, that of
ten classes before training. The winner is kept if the best validation accuracy among
the trials that are not aborted is that of the whole search.

The seeds from 100 on were used in a pilot; those from 0 on are judged.
"""

import math

from benchmarks.search.frame import NOTHING, machines, row, table
from benchmarks.search.small_mlp import (
    CLASSES,
    DATA_SETS,
    SPACE,
    best_accuracy,
    histories,
    space,
)
from keras_nntricks import search

NAME = "early_abort"
SEEDS, NEEDED, SAVED = 10, 9, 0.4
TRIALS, EPOCHS = 64, 20
AT_ONCE = 5
COST = {"median": False, "baseline": math.log(CLASSES)}
RULES = {
    "cost": COST,
    "cost and median": {**COST, "median": True, "monitor": "val_accuracy"},
}


def measure(options):
    """Yields a row per data set and seed; five seeds train as one program."""
    seeds = range(1 if options.tiny else options.repetitions or SEEDS)
    trials, epochs = (8, 2) if options.tiny else (TRIALS, EPOCHS)
    for name in DATA_SETS[:1] if options.tiny else DATA_SETS:
        keys = {f"{NAME}/{name}/{seed}": seed for seed in seeds}
        missing = [keys[key] for key in options.missing(keys)]
        for start in range(0, len(missing), AT_ONCE):
            block = missing[start : start + AT_ONCE]
            yield from repetitions(name, block, trials, epochs)


def repetitions(name, seeds, trials=TRIALS, epochs=EPOCHS):
    """The rows of some seeds."""
    values = [trial for seed in seeds for trial in drawn(seed, trials)]
    of_trials = [100_000 + 1000 * seed + i for seed in seeds for i in range(trials)]
    trained = histories(name, values, of_trials, epochs)
    for place, seed in enumerate(seeds):
        curves = trained[place * trials : (place + 1) * trials]
        yield row(
            NAME,
            f"{name}/{seed}",
            data=name,
            seed=seed,
            epochs=trials * epochs,
            best=best_of(curves),
            rules={
                rule: replayed(curves, search.EarlyAbort(**arguments))
                for rule, arguments in RULES.items()
            },
        )


def drawn(seed, trials):
    """The values of the hyperparameters of some random trials."""
    oracle = search.CoarseToFineOracle(
        "loss", (search.Stage(trials, 1),), seed, hyperparameters=space()
    )
    return [oracle.populate_space(str(trial))["values"] for trial in range(trials)]


def replayed(curves, abort):
    """What a search with this callback would have trained and found."""
    finished, kept, reasons = [], [], []
    for curve in curves:
        epochs, reason = abort.replay(curve, finished)
        finished.append({log: values[:epochs] for log, values in curve.items()})
        reasons.append(reason)
        if reason is None:
            kept.append(curve)
    return {
        "epochs": sum(len(curve["loss"]) for curve in finished),
        "aborted": sum(reason is not None for reason in reasons),
        "best": best_of(kept),
    }


def best_of(curves):
    """The best validation accuracy of some trials, or None."""
    found = [best_accuracy(curve) for curve in curves]
    best = max((value for value in found if value is not None), default=None)
    return None if best is None else round(best, 6)


def section(rows):
    """The table: what is saved, and how often the winner stays."""
    if not rows:
        return NOTHING
    text = f"""\
{SPACE}; {TRIALS} random trials of {EPOCHS} epochs, {SEEDS} seeds for each data set. All
trials were trained to their end, and `EarlyAbort.replay` then says when each would have
been stopped. Asked for: at least {SAVED:.0%} of the epochs saved, the winner kept in at
least {NEEDED} of {SEEDS} seeds.
"""
    columns = (
        *("data", "rules", "trials aborted", "epochs saved, mean", "least of a seed"),
        "winner kept",
    )
    cells = [
        _line(name, rule, of_data)
        for name in DATA_SETS
        for of_data in [[entry for entry in rows if entry["data"] == name]]
        for rule in RULES
        if of_data
    ]
    return "\n".join([text, table(columns, cells), "", machines(rows)])


def _line(name, rule, rows):
    saved = [1 - entry["rules"][rule]["epochs"] / entry["epochs"] for entry in rows]
    kept = sum(entry["rules"][rule]["best"] == entry["best"] for entry in rows)
    aborted = [entry["rules"][rule]["aborted"] for entry in rows]
    return (
        name,
        rule,
        f"{sum(aborted) / len(aborted):.1f}",
        f"{sum(saved) / len(saved):.0%}",
        f"{min(saved):.0%}",
        f"{kept} of {len(rows)}",
    )
