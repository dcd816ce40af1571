"""Trains all optimizers at several rates and chooses among them by validation."""

import functools

import numpy as np
from scipy.special import logsumexp

from benchmarks.engine.training import dataset_of
from benchmarks.experiments.shared.learning import logits_of
from benchmarks.networks import optimizer_problems

# The learning rates that Keras has as defaults.
DEFAULTS = {
    "nesterov": 0.01,
    "adagrad": 0.001,
    "rmsprop": 0.001,
    "adam": 0.001,
}
NAMES = tuple(DEFAULTS)
FACTORS = (1.0, 4.0, 16.0, 64.0)
DEFAULT = FACTORS.index(1.0)


def study(problem, cell, seeds):
    """Seed -> validation losses by optimizer and rate, test losses of the chosen.

    Args:
        problem: one of `optimizer_problems.PROBLEMS`.
        cell: gives the data and the settings: "epochs" and "batch_size" are of the
            training, "problems" says nothing here, the others are of the network.
        seeds: the seeds, each with all optimizers and rates.
    """
    seeds, settings = sorted(seeds), dict(cell.settings)
    del settings["problems"]
    training = {name: settings.pop(name) for name in ("epochs", "batch_size")}
    parts = arrays(dataset_of(cell.data), problem, training["batch_size"])
    result = trained(problem, seeds, settings, *parts[:2], **training)
    losses = np.array([validation_loss(row) for row in result.rows])
    losses = losses.reshape(len(seeds), len(NAMES), len(FACTORS))
    test_loss = functools.partial(loss_of_run, result, result.model(0), *parts[2])
    return {
        seed: choices(losses[place], test_loss, place * losses[place].size)
        for place, seed in enumerate(seeds)
    }


def trained(problem, seeds, settings, train, validation, **training):
    """All runs of a problem: by seed, then optimizer, then rate."""
    from keras_nntricks import sweeps

    runs = [
        {"seed": seed, "optimizer": name, "learning_rate": rate}
        for seed in seeds
        for name in NAMES
        for rate in rates_of(name)
    ]
    runs = [{**run, "problem": problem, **settings} for run in runs]
    build, training["validation_data"] = optimizer_problems.build, validation
    return sweeps.fit_many(build, *train, runs, **training)


def rates_of(name):
    """The learning rates of an optimizer, its default and higher ones."""
    return [float(f"{DEFAULTS[name] * factor:.6g}") for factor in FACTORS]


def arrays(dataset, problem, batch_size):
    """(x, y) to train on and to choose by, in whole batches, and to report.

    An image is its own target for the autoencoder.
    """
    parts, multiples = [], {"train": batch_size, "validation": batch_size, "test": 1}
    for part, multiple in multiples.items():
        y = getattr(dataset, f"y_{part}")
        whole = len(y) - len(y) % multiple
        x, y = getattr(dataset, f"x_{part}")[:whole].reshape(whole, -1), y[:whole]
        parts.append((x, x if problem == "autoencoder" else y))
    return parts


def validation_loss(row):
    """That of the last epoch, infinite where the run diverged."""
    last = row["history"]["val_loss"][-1]
    return np.inf if last is None or row["status"] != "done" else last


def loss_of_run(result, model, x, y, place):
    """The loss of run `place` on data, without regularization.

    `model` has the structure of all runs, and gets the weights of this one.
    """
    model.set_weights(result.weights(place))
    outputs = logits_of(model, x).astype("float64")
    if y is x:
        return float(np.mean((outputs - y) ** 2))
    return float(np.mean(logsumexp(outputs, axis=1) - outputs[np.arange(len(y)), y]))


def choices(losses, test_loss, first):
    """What is chosen by validation, and how it does on the test set.

    Args:
        losses: validation losses, (optimizers, rates).
        test_loss: gives the test loss of a run.
        first: the run that `losses` begins with.
    """
    tuned = losses.argmin(axis=1)
    best = int(losses[:, DEFAULT].argmin())
    width = losses.shape[1]
    tuned_loss = [test_loss(first + i * width + int(k)) for i, k in enumerate(tuned)]
    default_loss = test_loss(first + best * width + DEFAULT)
    return {"validation": losses, "tuned": tuned_loss, "default": default_loss}
