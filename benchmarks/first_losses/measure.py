"""The loss of the first batch from weights that NumPy draws, for each arm.

What an experiment would train is caught where it asks `sweeps.fit_many` for it, so
networks, losses and data are those of its committed rows.
"""

import math
from unittest import mock

import keras
import numpy as np

from benchmarks.engine.environment import environment
from benchmarks.engine.plan import final_cells
from keras_nntricks import sweeps

SCALE = "quick"


class _CaughtError(Exception):
    """A training that was about to begin; holds the first loss."""


def row(experiment, rows):
    """The losses of all arms that train; None where none does.

    Args:
        experiment: an `Experiment`.
        rows: its rows of the quick scale, for the tuned hyperparameters.
    """
    cells = final_cells(experiment, SCALE, 1, rows)
    losses = {cell.arm: first_loss(experiment, cell) for cell in cells}
    losses = {arm: loss for arm, loss in losses.items() if loss is not None}
    if not losses:
        return None
    backend = keras.backend.backend()
    start = {"experiment": experiment.name, "backend": backend, "losses": losses}
    return {**start, "environment": environment()}


def first_loss(experiment, cell):
    """The loss of the first training that the cell asks for; None if of none."""
    with mock.patch.object(sweeps, "fit_many", _catch):
        try:
            for _ in experiment.measure([cell]):
                pass
        except _CaughtError as caught:
            return caught.args[0]
    return None


def _catch(build, x, y, runs, *, batch_size=32, **others):
    settings = {name: value for name, value in runs[0].items() if name != "seed"}
    keras.utils.set_random_seed(runs[0]["seed"])
    model = build(**settings)
    set_weights(model)
    x, y = keras.tree.map_structure(lambda array: array[:batch_size], (x, y))
    raise _CaughtError(loss_of(model, x, y))


def set_weights(model):
    """Kernels from NumPy: normal, variance 2 / fan-in. Other weights stay."""
    generator = np.random.default_rng(0)
    for variable in model.weights:  # those of frozen layers, too
        if len(variable.shape) > 1:
            scale = math.sqrt(2 / math.prod(variable.shape[:-1]))
            variable.assign(scale * generator.normal(size=tuple(variable.shape)))


def loss_of(model, x, y):
    """In training mode, or where layers draw random numbers in that of inference."""
    if not model.built:
        model(x)
    training = not any("seed_generator" in v.path for v in model.variables)
    predictions = model(x, training=training)
    loss = model.compute_loss(x, y, predictions, None, training=training)
    return float(keras.ops.convert_to_numpy(loss))
