"""Small photographs, 32 x 32 x 3: 45 000 train, 5 000 validation, 10 000 test."""

from __future__ import annotations

from benchmarks.data._dataset import Dataset
from benchmarks.data._images import images

SHAPE = (32, 32, 3)


def cifar10(root=None, download: bool = False) -> Dataset:
    """The data set of `images("cifar10")`, checked to hold images of `SHAPE`.

    Reference: Krizhevsky, 2009, https://www.cs.toronto.edu/~kriz/cifar.html.
    """
    return images("cifar10", SHAPE, root, download)
