"""Labels that are wrong, or have nothing to do with the inputs."""

import numpy as np

from benchmarks.diagnosis.faults.fault import NOWHERE, Fault

SHARE_MISSING = 0.05


def _shuffled(training, rng):
    training.map_targets(rng.permutation)
    return NOWHERE


def _missing(training, rng):
    y = training.data.y.copy()
    y[rng.random(len(y)) < SHARE_MISSING] = np.nan
    training.replace_data(y=y)
    return NOWHERE


def _signs(training, rng):
    """-1 and 1 for a loss that takes 0 and 1."""
    training.map_targets(lambda y: 2 * y - 1)
    return NOWHERE


def _from_one(training, rng):
    """Labels that count from 1, as many as there are units."""
    training.map_targets(lambda y: y + 1)
    return NOWHERE


def _is_binary(cell):
    return cell.problem.kind == "binary"


def _is_regression(cell):
    return cell.problem.kind == "regression"


def _is_classes(cell):
    return cell.problem.kind == "classes"


FAULTS = (
    Fault(
        "shuffled-labels",
        "the labels have nothing to do with the inputs",
        _shuffled,
        ("labels-unrelated",),
    ),
    Fault(
        "missing-labels",
        "one target in twenty is missing (NaN)",
        _missing,
        ("labels-not-finite",),
        fits=_is_regression,
    ),
    Fault(
        "signs-as-labels",
        "labels of -1 and 1 where 0 and 1 are meant",
        _signs,
        ("labels-out-of-range",),
        fits=_is_binary,
        # torch refuses them by an error of its own, except beside logits.
        backends=("tensorflow", "jax"),
    ),
    Fault(
        "labels-from-one",
        "the labels count from 1, so that the last has no unit",
        _from_one,
        ("labels-out-of-range",),
        fits=_is_classes,
        # The others raise an error of their own.
        backends=("jax",),
    ),
)
