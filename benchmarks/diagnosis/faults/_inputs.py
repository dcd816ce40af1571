"""Inputs that were not prepared, or prepared wrongly."""

import numpy as np

from benchmarks.diagnosis.faults.fault import NOWHERE, Fault

SHARE_MISSING = 0.05


def _raw(training, rng):
    """Brings all features to 0..255 as raw pixels are."""
    x = training.data.x
    low, high = x.min(), x.max()
    training.map_inputs(lambda x: np.round((x - low) / (high - low) * 255))
    return NOWHERE


def _shifted(training, rng):
    shift = 50 * training.data.x.std()
    training.map_inputs(lambda x: x + shift)
    return NOWHERE


def _constant(training, rng):
    value = float(rng.choice([0.0, 1.0]))
    training.map_inputs(lambda x: np.full_like(x, value))
    return NOWHERE


def _missing(training, rng):
    """A missing value in some examples of every batch."""
    x = training.data.x.copy()
    rows = rng.random(len(x)) < SHARE_MISSING
    x.reshape(len(x), -1)[rows, 0] = np.nan
    training.replace_data(x=x)
    return NOWHERE


def _unequal(training, rng):
    """One feature in other units than the rest."""
    feature = int(rng.integers(training.data.x.shape[-1]))
    factors = np.where(np.arange(training.data.x.shape[-1]) == feature, 1e4, 1.0)
    training.map_inputs(lambda x: x * factors)
    return NOWHERE


def _has_points(cell):
    return cell.problem_name in ("blobs", "moons", "waves", "friedman", "rings")


def _is_vector(cell):
    return cell.network.kind in ("mlp", "residual")


FAULTS = (
    Fault(
        "raw-inputs",
        "the inputs run from 0 to 255",
        _raw,
        ("inputs-not-scaled",),
        must_harm=True,
    ),
    Fault(
        "shifted-inputs",
        "the inputs lie 50 of their standard deviations from 0",
        _shifted,
        ("inputs-not-centred", "inputs-not-scaled"),
        must_harm=True,
    ),
    Fault(
        "constant-inputs",
        "each example has the same inputs",
        _constant,
        ("inputs-constant",),
    ),
    Fault(
        "missing-inputs",
        "one example in twenty lacks a value (NaN)",
        _missing,
        ("inputs-not-finite",),
        fits=_is_vector,
    ),
    Fault(
        "unequal-inputs",
        "one feature is 10 000 times as large as the others",
        _unequal,
        ("inputs-not-scaled",),
        fits=_has_points,
        must_harm=True,
    ),
)
