"""Pieces of clothing, 28 x 28: 54 000 train, 6 000 validation, 10 000 test."""

from __future__ import annotations

from benchmarks.data._dataset import Dataset
from benchmarks.data._images import images

SHAPE = (28, 28, 1)


def fashion_mnist(root=None, download: bool = False) -> Dataset:
    """The data set of `images("fashion_mnist")`, checked to hold images of `SHAPE`.

    Reference: Xiao et al., 2017, https://arxiv.org/abs/1708.07747.
    """
    return images("fashion_mnist", SHAPE, root, download)
