"""A data set in memory, split and scaled."""

from __future__ import annotations

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Inputs as float32 in [0, 1], labels as int32 in [0, num_classes).

    Args:
        name: "digits", "mnist", "fashion_mnist" or "cifar10".
        x_train: (examples, 64) for digits, (examples, height, width, channels) else.
        y_train: (examples,).
        x_validation: as `x_train`, never part of it.
        y_validation: (examples,).
        x_test: the source's own test set; for digits a stratified fifth.
        y_test: (examples,).
        num_classes: number of labels.
        hash: SHA-256 of the integer arrays after the split, before scaling.
        source: where the arrays were read from.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    num_classes: int
    hash: str
    source: str
