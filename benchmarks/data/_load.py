"""One door to all data sets."""

from __future__ import annotations

import os

from benchmarks.data._cifar10 import cifar10
from benchmarks.data._dataset import Dataset
from benchmarks.data._digits import digits
from benchmarks.data._fashion_mnist import fashion_mnist
from benchmarks.data._mnist import mnist
from keras_nntricks._arguments import require

FROM_DISK = {"mnist": mnist, "fashion_mnist": fashion_mnist, "cifar10": cifar10}
NAMES = ("digits", *FROM_DISK)


def load(
    name: str, root: str | os.PathLike | None = None, download: bool = False
) -> Dataset:
    """Loads a data set by name; never another one in its place.

    Args:
        name: one of `NAMES`.
        root: folder of exported .npz files. Defaults to KERAS_NNTRICKS_DATA; where
            it lacks the file, TensorFlow Datasets is read.
        download: fetch what is on no disk here, over the network.

    Raises:
        DataError: if the data cannot be found or is damaged; says what to do.
    """
    require(name in NAMES, "name", f"one of {NAMES}", name)
    return digits() if name == "digits" else FROM_DISK[name](root, download)
