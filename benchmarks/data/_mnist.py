"""Handwritten digits, 28 x 28: 54 000 train, 6 000 validation, 10 000 test."""

from __future__ import annotations

from benchmarks.data._dataset import Dataset
from benchmarks.data._images import images

SHAPE = (28, 28, 1)


def mnist(root=None, download: bool = False) -> Dataset:
    """The data set of `images("mnist")`, checked to hold images of `SHAPE`.

    Reference: LeCun et al., 1998, http://yann.lecun.com/exdb/mnist.
    """
    return images("mnist", SHAPE, root, download)
