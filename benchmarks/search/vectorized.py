"""Does training trials as one program save time, and change no result?

Random searches over learning rate, momentum and weight decay of a small net on the
digits: `keras_tuner.RandomSearch` and `search.VectorizedSearch`, in turn.
"""

import concurrent.futures
import dataclasses
import multiprocessing
import statistics
import tempfile
import time

from benchmarks.search import frame

NAME = "vectorized"
ARMS = ("keras_tuner.RandomSearch", "search.VectorizedSearch")
REPETITIONS = 10
TARGET = 10.0
LEVEL = 0.05
BETWEEN_SEEDS = 10_007


@dataclasses.dataclass(frozen=True)
class Size:
    """How much is searched."""

    trials: int = 64
    epochs: int = 20
    batch_size: int = 32


TINY = Size(trials=2, epochs=1)


def build(hp):
    """A net of two hidden layers."""
    import keras

    rate = hp.Float("learning_rate", 1e-4, 1.0, sampling="log")
    decay = hp.Float("weight_decay", 1e-6, 1e-1, sampling="log")
    momentum = hp.Float("momentum", 0.5, 0.99)
    hidden = [keras.layers.Dense(64, "relu") for _ in range(2)]
    model = keras.Sequential([keras.Input((64,)), *hidden, keras.layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(rate, momentum, weight_decay=decay)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def digits():
    """1400 digits to train on and 397 to validate with, always the same."""
    import numpy as np
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(x))
    x, y = (x[order] / 16).astype("float32"), y[order].astype("int32")
    return (x[:1400], y[:1400]), (x[1400:], y[1400:])


def _tuner(arm, size, seed, directory):
    """Neighbouring seeds of Keras Tuner draw the same values, hence the distance."""
    import keras_tuner

    from keras_nntricks import search

    settings = {"directory": directory, "seed": 1 + seed * BETWEEN_SEEDS}
    if arm == ARMS[1]:
        return search.VectorizedSearch(build, "val_accuracy", size.trials, **settings)
    # It would end the search after three trials in a row that diverge.
    settings["max_consecutive_failed_trials"] = size.trials
    return keras_tuner.RandomSearch(build, "val_accuracy", size.trials, **settings)


def searched(arm, size, seed):
    """Seconds per trial and the best score of one search."""
    import keras

    train, validation = digits()
    keras.utils.set_random_seed(seed)
    with tempfile.TemporaryDirectory() as directory:
        begin = time.perf_counter()
        tuner = _tuner(arm, size, seed, directory)
        fit = {"epochs": size.epochs, "batch_size": size.batch_size, "verbose": 0}
        tuner.search(*train, validation_data=validation, **fit)
        seconds = time.perf_counter() - begin
        best = tuner.oracle.get_best_trials(1)[0]
    return {"seconds_per_trial": seconds / size.trials, "best_score": best.score}


def repetition(seed, size):
    """The row of one search of each kind; which is first takes turns."""
    arms = ARMS if seed % 2 else ARMS[::-1]
    found = {arm: searched(arm, size, seed) for arm in arms}
    return frame.row(NAME, seed, size=dataclasses.asdict(size), found=found)


def measure(options):
    """Yields a row per repetition, each from a process of its own."""
    size = TINY if options.tiny else Size()
    usual = 1 if options.tiny else REPETITIONS
    keys = {f"{NAME}/{seed}": seed for seed in range(options.repetitions or usual)}
    spawn = multiprocessing.get_context("spawn")
    for key in options.missing(keys):
        with concurrent.futures.ProcessPoolExecutor(1, spawn) as pool:
            yield pool.submit(repetition, keys[key], size).result()


def section(rows):
    """Markdown: what was found, each repetition, the machine."""
    if not rows:
        return frame.NOTHING
    cells = [_cells(row) for row in rows]
    columns = ("repetition", "seconds per trial, Keras Tuner", "ours", "ratio")
    table = frame.table((*columns, "best score, Keras Tuner", "ours"), cells)
    return "\n\n".join((_summary(rows), table, frame.machines(rows)))


def _of(rows, name):
    """What each arm found, in the order of the rows."""
    return [[row["found"][arm][name] for row in rows] for arm in ARMS]


def _ratios(rows):
    return [
        slow / fast for slow, fast in zip(*_of(rows, "seconds_per_trial"), strict=True)
    ]


def _cells(row):
    (slow,), (fast,) = _of([row], "seconds_per_trial")
    (theirs,), (ours,) = _of([row], "best_score")
    times = (f"{slow:.3f}", f"{fast:.3f}", f"{slow / fast:.1f}")
    return (row["key"].split("/")[1], *times, f"{theirs:.4f}", f"{ours:.4f}")


def _summary(rows):
    from scipy.stats import mannwhitneyu

    ratios, size = _ratios(rows), rows[0]["size"]
    median = statistics.median(ratios)
    p = float(mannwhitneyu(*_of(rows, "best_score")).pvalue)
    word = "met" if median >= TARGET else "**missed**"
    same = "no difference seen" if p >= LEVEL else "**they differ**"
    return (
        f"{size['trials']} trials of {size['epochs']} epochs in each of {len(rows)} "
        f"repetitions. Time per trial, Keras Tuner's to ours: {median:.1f} "
        f"({min(ratios):.1f} to {max(ratios):.1f}), at least {TARGET:g} wanted: "
        f"{word}. Best validation accuracy of a search, Mann-Whitney test: p = {p:.2f},"
        f" {same}."
    )
