"""One run, from its cell to its row."""

import dataclasses
import time
import zlib

import numpy as np

from benchmarks.diagnosis.faults import FAULTS
from benchmarks.diagnosis.outcome import outcome
from benchmarks.diagnosis.training import healthy


def prepared(cell):
    """The training of a cell with its fault in it, and the layers that were hit."""
    training = healthy(cell)
    if not cell.is_faulty:
        return training, ()
    fault = FAULTS[cell.fault]
    rng = np.random.default_rng([cell.seed, zlib.crc32(cell.fault.encode())])
    return training, fault.inject(training, rng)


def train(cell, monitor):
    """Trains as a user would, with the monitor beside; what `outcome` says of it."""
    import keras

    keras.utils.clear_session()
    keras.utils.set_random_seed(cell.seed % 2**32)
    training, layers = prepared(cell)
    data = training.data
    history = training.model().fit(
        data.x,
        data.y,
        batch_size=training.batch_size,
        epochs=training.epochs,
        validation_data=(data.x_validation, data.y_validation),
        callbacks=[monitor],
        verbose=0,
    )
    return outcome(training.problem, history.history), layers


def row(cell, monitor):
    """Trains and judges: the fields of a row that are about the run."""
    start = time.perf_counter()
    reached, layers = train(cell, monitor)
    return {
        "cell": dataclasses.asdict(cell),
        **reached,
        "layers": list(layers),
        "verdicts": [[v.rule, v.where, int(v.step)] for v in monitor.verdicts],
        "seconds": round(time.perf_counter() - start, 3),
    }
