"""Pairs of data sets to learn features on and to use them on."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from benchmarks.experiments.shared.variants import Parts, variant

CLASSES = 5  # the first five labels are the source, the others the target
SEED = 20_260_103


class Pair(NamedTuple):
    """A source to learn features on, and the target with its parts."""

    source: tuple[np.ndarray, np.ndarray]
    target: Parts


@functools.cache
def pair(dataset, likeness, train, validation) -> Pair:
    """Labels 0 to 4 as the source, 5 to 9 (renamed 0 to 4) as the target.

    The target is the same for both sources. For a "different" source one permutation
    is applied to the pixels of all source images: as many labels, the same ink, and
    nothing of how strokes run.

    Args:
        dataset: of `benchmarks.data`.
        likeness: of the source: "similar" or "different".
        train: number of training examples of the target.
        validation: number of its validation examples.
    """
    everything = variant(dataset, 1, 1)
    x, y = (np.concatenate(side) for side in zip(*everything, strict=True))
    of_source = y < CLASSES
    source = x[of_source]
    if likeness == "different":
        order = np.random.default_rng(SEED).permutation(x.shape[1])
        source = source[:, order]
    kept, labels = x[~of_source], y[~of_source] - CLASSES
    ends = (validation, validation + train)
    second, first, rest = (
        (kept[rows], labels[rows]) for rows in np.split(np.arange(len(kept)), ends)
    )
    return Pair((source, y[of_source]), Parts(first, second, rest))
