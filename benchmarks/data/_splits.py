"""Splits that never change: fixed by a seed of their own."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

SPLIT_SEED = 20_260_101
VALIDATION_SHARE = 0.1


def with_validation(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Takes the last tenth of a seeded permutation out of the training set."""
    x, y = arrays["x_train"], arrays["y_train"]
    order = np.random.default_rng(SPLIT_SEED).permutation(len(x))
    cut = len(x) - round(VALIDATION_SHARE * len(x))
    train, validation = order[:cut], order[cut:]
    return {
        "x_train": x[train],
        "y_train": y[train],
        "x_validation": x[validation],
        "y_validation": y[validation],
        "x_test": arrays["x_test"],
        "y_test": arrays["y_test"],
    }


def stratified(labels: np.ndarray, share: float) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the rest and of `share` of each class, each in a random order."""
    generator = np.random.default_rng(SPLIT_SEED)
    order = generator.permutation(len(labels))
    taken = np.zeros(len(labels), dtype=bool)
    for label in np.unique(labels):
        members = order[labels[order] == label]
        taken[members[: round(share * len(members))]] = True
    return order[~taken[order]], order[taken[order]]
