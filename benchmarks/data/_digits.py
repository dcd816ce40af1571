"""Handwritten digits, 8 x 8, embedded in scikit-learn: needs no network."""

from __future__ import annotations

import numpy as np

from benchmarks.data._data_error import DataError
from benchmarks.data._dataset import Dataset
from benchmarks.data._prepared import prepared
from benchmarks.data._splits import stratified

TEST_SHARE = 0.2


def digits() -> Dataset:
    """1797 images as 64 numbers in [0, 1]: 1294 train, 144 validation, 359 test.

    A fifth of each class is the test set; the split is fixed by a seed of its own.
    scikit-learn holds the test part of the UCI set, integers 0 to 16.

    Reference: Alpaydin and Kaynak, 1998, https://doi.org/10.24432/C50P49.
    """
    x, y = _images_and_labels()
    train, test = stratified(y, TEST_SHARE)
    parts = {"train": train, "test": test}
    arrays = {f"x_{part}": x[rows].astype(np.uint8) for part, rows in parts.items()}
    arrays |= {f"y_{part}": y[rows].astype(np.uint8) for part, rows in parts.items()}
    return prepared("digits", arrays, "scikit-learn", shape=(64,), largest=16)


def _images_and_labels():
    # Loading scikit-learn takes a second; whoever uses other data need not have it.
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise DataError(
            f"digits needs scikit-learn, which cannot be imported: {error}. Install "
            "the extra `benchmarks`."
        ) from error
    return load_digits(return_X_y=True)
