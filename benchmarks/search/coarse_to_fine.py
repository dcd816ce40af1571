"""Does a search from coarse to fine find as much as random search, in half the time?

A repetition is a seed and a data set. Plain random search: 64 trials of 20 epochs.
Coarse to fine: the stages that `search.CoarseToFine` has by default, 616 epochs. Both
draw from the same wide space with seeds of their own, and the score of a search is the
best validation accuracy of any of its epochs. "Reached": that of coarse to fine is not
below that of random search; equal is enough, and there is no tolerance. For comparison,
the first 30 trials of the random search: 600 epochs.

The last stage trains twice as long as random search does: what few trials save goes
into them. With 20 trials of 20 epochs there, the default before, the search reached
random search in 16 (digits) and 13 (MNIST) of the seeds 0 to 19. Ten trials of 40 did
so in 10 of 10 in a pilot on MNIST, seeds 110 to 119; the seeds from 20 on are judged.
"""

import math
import tempfile

import keras_tuner

from benchmarks.search.frame import NOTHING, machines, row, table
from benchmarks.search.small_mlp import (
    DATA_SETS,
    SPACE,
    VALIDATION,
    best_accuracy,
    histories,
    space,
)
from keras_nntricks import search

NAME = "coarse_to_fine"
FIRST_SEED, SEEDS, NEEDED = 20, 10, 8
RANDOM = (search.Stage(64, 20),)
STAGES = search.CoarseToFineOracle("loss").stages
TINY = (search.Stage(3, 1, keep=2), search.Stage(2, 2))
AT_ONCE = 5


def measure(options):
    """Yields a row per data set and seed; five seeds train as one program."""
    count = 1 if options.tiny else options.repetitions or SEEDS
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    for name in DATA_SETS[:1] if options.tiny else DATA_SETS:
        keys = {f"{NAME}/{name}/{seed}": seed for seed in seeds}
        missing = [keys[key] for key in options.missing(keys)]
        for start in range(0, len(missing), AT_ONCE):
            yield from repetitions(
                name, missing[start : start + AT_ONCE], tiny=options.tiny
            )


def repetitions(name, seeds, tiny=False):
    """The rows of some seeds."""
    stages, random = (TINY, TINY[:1]) if tiny else (STAGES, RANDOM)
    plain = searched(name, [2 * seed for seed in seeds], random)
    staged = searched(name, [2 * seed + 1 for seed in seeds], stages)
    for seed, one, two in zip(seeds, plain, staged, strict=True):
        yield row(
            NAME,
            f"{name}/{seed}",
            data=name,
            seed=seed,
            random={"epochs": epochs_of(one), "accuracies": accuracies(one)},
            coarse_to_fine={
                "epochs": epochs_of(two),
                "accuracies": accuracies(two),
                "ranges": [two.ranges(stage) for stage in range(len(stages))],
                "edges": two.edge_report(),
            },
        )


def searched(name, seeds, stages):
    """The oracles of some searches side by side, all of their trials ended."""
    objective = keras_tuner.Objective("val_accuracy", "max")
    with tempfile.TemporaryDirectory() as folder:
        oracles = []
        for seed in seeds:
            oracle = search.CoarseToFineOracle(
                objective, stages, seed, hyperparameters=space()
            )
            oracle._set_project_dir(folder, str(seed))
            oracle.verbose = 0
            oracles.append(oracle)
        for stage in stages:
            _run_stage(name, oracles, stage)
    return oracles


def _run_stage(name, oracles, stage):
    slots = [(o, o.create_trial(str(i))) for o in oracles for i in range(stage.trials)]
    values = [trial.hyperparameters.values for _, trial in slots]
    seeds = [1000 * oracle.seed + int(trial.trial_id) for oracle, trial in slots]
    trained = histories(name, values, seeds, stage.epochs)
    for (oracle, trial), history in zip(slots, trained, strict=True):
        oracle.update_trial(trial.trial_id, {"val_accuracy": score_of(history)})
        trial.status = "COMPLETED"
        oracle.end_trial(trial)


def score_of(history):
    """The best accuracy of an epoch; NaN, which gets a penalty, if it diverged."""
    diverged = None in (history["loss"][-1], history["val_accuracy"][-1])
    return math.nan if diverged else best_accuracy(history)


def epochs_of(oracle):
    """The epochs that a search trained."""
    trials = oracle.trials.values()
    return sum(trial.hyperparameters.values["tuner/epochs"] for trial in trials)


def accuracies(oracle):
    """The score of each trial, in their order; below the others if it diverged."""
    return [round(oracle.trials[name].score, 6) for name in sorted(oracle.trials)]


def section(rows):
    """The table: in how many seeds coarse to fine reaches random search."""
    if not rows:
        return NOTHING
    stages = ", ".join(f"{stage.trials} of {stage.epochs}" for stage in STAGES)
    text = f"""\
{SPACE}; a network of two layers of 64 ReLUs, SGD with batches of 32, 800 examples.
Random search: 64 trials of 20 epochs. Coarse to fine: {stages} epochs. The score of a
search is its best validation accuracy. *Reached* means not below that of random search
with the same number, no tolerance; at least {NEEDED} of {SEEDS} are asked for. Beside
it, the same with a tolerance: one standard error of random search's accuracy, by the
number of validation examples. The first 30 trials of the random search, which take
about as many epochs as coarse to fine, are shown for comparison. The last stage trains
twice as long as random search does. With 20 trials of 20 epochs there, the default
before, it was reached in 16 (digits) and 13 (MNIST) of the seeds 0 to 19; ten trials of
40 were chosen on other seeds, and {SEEDS} fresh ones are judged here.
"""
    columns = (
        *("data", "epochs, random", "epochs, coarse to fine", "best, random"),
        *("best, coarse to fine", "reached", "to one standard error"),
        "30 random trials reach it",
    )
    cells = [_line(name, rows) for name in DATA_SETS]
    return "\n".join(
        [text, table(columns, [c for c in cells if c]), "", machines(rows)]
    )


def _line(name, rows):
    rows = [entry for entry in rows if entry["data"] == name]
    if not rows:
        return None
    best = [max(entry["random"]["accuracies"]) for entry in rows]
    found = [max(entry["coarse_to_fine"]["accuracies"]) for entry in rows]
    first = [max(entry["random"]["accuracies"][:30]) for entry in rows]
    return (
        name,
        rows[0]["random"]["epochs"],
        rows[0]["coarse_to_fine"]["epochs"],
        _mean(best),
        _mean(found),
        _count(found, best),
        _count(found, [value - _standard_error(name, value) for value in best]),
        _count(first, best),
    )


def _standard_error(name, accuracy):
    return math.sqrt(accuracy * (1 - accuracy) / VALIDATION[name])


def _mean(values):
    return f"{sum(values) / len(values):.4f}"


def _count(values, best):
    reached = sum(value >= other for value, other in zip(values, best, strict=True))
    return f"{reached} of {len(best)}"
