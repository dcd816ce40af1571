"""Does `search.quick` give its answer for a small model in under a minute?"""

import time

import keras

from benchmarks import data
from benchmarks.search import frame
from keras_nntricks import search

NAME = "quick"
REPETITIONS = 3
LIMIT = 60.0
CLASSES, PIXELS = 10, 64


def dense():
    """Two hidden layers."""
    return [keras.layers.Dense(64, "relu"), keras.layers.Dense(64, "relu")]


def convolutional():
    """Two small convolutions over the 8 x 8 pixels."""
    return [
        keras.layers.Reshape((8, 8, 1)),
        keras.layers.Conv2D(16, 3, activation="relu"),
        keras.layers.Conv2D(32, 3, activation="relu"),
        keras.layers.GlobalAveragePooling2D(),
    ]


NETS = {"dense": dense, "convolutional": convolutional}


def builder(net):
    """A function without arguments that makes the compiled net."""

    def build():
        head = keras.layers.Dense(CLASSES)
        model = keras.Sequential([keras.Input((PIXELS,)), *NETS[net](), head])
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(1.0, momentum=0.9), loss)
        return model

    return build


def asked(net, seed, tiny):
    """The row of one call."""
    digits = data.load("digits")
    x, y = digits.x_train, digits.y_train
    shorter = {"trials": 2, "max_steps": 5} if tiny else {}
    begin = time.perf_counter()
    found = search.quick(builder(net), x, y, seed=seed, verbose=0, **shorter)
    seconds = time.perf_counter() - begin
    values = {"learning_rate": found.learning_rate, "weight_decay": found.weight_decay}
    return frame.row(NAME, f"{net}/{seed}", seconds=seconds, found=values)


def measure(options):
    """Yields a row per net and seed."""
    repetitions = options.repetitions or (1 if options.tiny else REPETITIONS)
    keys = {
        f"{NAME}/{net}/{seed}": (net, seed)
        for net in NETS
        for seed in range(repetitions)
    }
    for key in options.missing(keys):
        yield asked(*keys[key], options.tiny)


def section(rows):
    """Markdown: seconds and what was found."""
    if not rows:
        return frame.NOTHING
    slowest = max(row["seconds"] for row in rows)
    word = "met" if slowest < LIMIT else "**missed**"
    said = (
        f"A call with the defaults on the digits. The slowest took {slowest:.0f} s; "
        f"under {LIMIT:.0f} s wanted: {word}."
    )
    columns = ("net", "seed", "seconds", "learning rate", "weight decay")
    cells = [_cells(row) for row in rows]
    return "\n\n".join((said, frame.table(columns, cells), frame.machines(rows)))


def _cells(row):
    _, net, seed = row["key"].split("/")
    values = [f"{value:.2g}" for value in row["found"].values()]
    return (net, seed, f"{row['seconds']:.1f}", *values)
