"""Does the memory of a search stay flat over 100 trials?

A small convolutional net, each trial with other filters, so that each is compiled
anew: `keras_tuner.RandomSearch` and `search.RandomSearch`, each in its own process.
"""

import concurrent.futures
import multiprocessing
import pathlib
import tempfile

from benchmarks.search import frame

NAME = "memory"
ARMS = ("keras_tuner.RandomSearch", "search.RandomSearch")
TRIALS, TINY = 100, 10
EVERY = 10
WARM = 20
FLAT = 0.5  # MiB per trial, chosen before the first run
STATUS = pathlib.Path("/proc/self/status")


def resident():
    """MiB of this process that are in memory now."""
    (line,) = (s for s in STATUS.read_text().splitlines() if s.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def build(hp):
    """Another program for each number of filters."""
    import keras

    layers = [
        keras.Input((8, 8, 1)),
        keras.layers.Conv2D(hp.Int("filters", 2, 256), 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(3),
    ]
    model = keras.Sequential(layers)
    rate = hp.Float("learning_rate", 1e-3, 1e-1, sampling="log")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(rate), loss)
    return model


def _watched(arm, found):
    """The tuner's class; appends the memory after each trial to `found`."""
    import keras_tuner

    from keras_nntricks import search

    base = search.RandomSearch if arm == ARMS[1] else keras_tuner.RandomSearch

    class Watched(base):
        def on_trial_end(self, trial):
            super().on_trial_end(trial)
            found.append(resident())

    return Watched


def searched(arm, trials):
    """The row of one search: MiB after each `EVERY` trials."""
    import numpy as np

    x = np.random.default_rng(0).normal(size=(32, 8, 8, 1)).astype("float32")
    y, found = np.arange(32) % 3, []
    with tempfile.TemporaryDirectory() as directory:
        settings = {"max_trials": trials, "seed": 1, "directory": directory}
        tuner = _watched(arm, found)(build, "loss", **settings)
        tuner.search(x, y, epochs=1, verbose=0)
    return frame.row(NAME, arm, mib=found[EVERY - 1 :: EVERY])


def measure(options):
    """Yields a row per arm, each from a process of its own."""
    trials = TINY if options.tiny else TRIALS
    spawn = multiprocessing.get_context("spawn")
    arms = {f"{NAME}/{arm}": arm for arm in ARMS}
    for key in options.missing(arms):
        with concurrent.futures.ProcessPoolExecutor(1, spawn) as pool:
            yield pool.submit(searched, arms[key], trials).result()


def section(rows):
    """Markdown: memory along the search, and its growth per trial."""
    if not rows:
        return frame.NOTHING
    asked = (
        f"Resident memory in MiB after so many trials, and its growth per trial after "
        f"the first {WARM}. Less than {FLAT:g} MiB counts as flat."
    )
    after = [EVERY * (n + 1) for n in range(len(rows[0]["mib"]))]
    columns = ("tuner", *after, "growth per trial", "flat")
    cells = [_cells(row) for row in rows]
    return "\n\n".join((asked, frame.table(columns, cells), frame.machines(rows)))


def growth(mib):
    """MiB per trial from the `WARM`-th trial to the last; None in a shorter search."""
    first = WARM // EVERY - 1
    trials = EVERY * (len(mib) - 1 - first)
    return (mib[-1] - mib[first]) / trials if trials > 0 else None


def _cells(row):
    found = growth(row["mib"])
    told = "" if found is None else f"{found:.2f}"
    flat = "" if found is None else ("yes" if found < FLAT else "**no**")
    name = row["key"].split("/")[1]
    return (f"`{name}`", *(f"{m:.0f}" for m in row["mib"]), told, flat)
