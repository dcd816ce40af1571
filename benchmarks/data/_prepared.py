"""From integer arrays to a data set: checked, split, hashed, scaled."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from benchmarks.data._array_hash import array_hash
from benchmarks.data._data_error import DataError
from benchmarks.data._dataset import Dataset
from benchmarks.data._splits import with_validation

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def prepared(
    name: str,
    arrays: Mapping[str, np.ndarray],
    source: str,
    shape: tuple[int, ...],
    largest: int = 255,
    num_classes: int = 10,
) -> Dataset:
    """Splits and scales `arrays`: integers in [0, largest], labels per example."""
    _check(name, arrays, source, shape, num_classes)
    split = with_validation({key: arrays[key].astype(np.uint8) for key in ARRAYS})
    scaled = {key: _scaled(key, values, largest) for key, values in split.items()}
    return Dataset(
        name=name,
        **scaled,
        num_classes=num_classes,
        hash=array_hash(split),
        source=source,
    )


def _scaled(key, values, largest):
    if key.startswith("y"):
        return values.astype(np.int32)
    return values.astype(np.float32) / np.float32(largest)


def _check(name, arrays, source, shape, num_classes):
    for part in ("train", "test"):
        x, y = arrays[f"x_{part}"], arrays[f"y_{part}"]
        if x.shape[1:] != shape or y.shape != x.shape[:1] or len(x) == 0:
            raise DataError(
                f"{source} is not {name}: examples of shape {shape} with one label "
                f"each expected, found {x.shape} and {y.shape}."
            )
        if y.min() < 0 or y.max() >= num_classes:
            raise DataError(f"{source} is not {name}: its labels leave 0..9.")
