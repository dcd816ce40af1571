"""A data set split anew into parts of chosen sizes, as it is or perturbed."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

import numpy as np
from scipy import ndimage

from keras_nntricks._arguments import require

TASKS = ("plain", "noise", "rotated", "rotated-noise")
SEED = 20_260_102
NOISE = 0.7
LARGEST_ANGLE = 60.0


class Parts(NamedTuple):
    """Three pairs (examples, labels); examples are flat."""

    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]


@functools.cache
def variant(dataset, train, validation, task="plain") -> Parts:
    """All examples of a data set, perturbed, in a fixed order, cut in three.

    The validation examples come first, then those for training; the rest is the
    test set. So a smaller training set is a part of a larger one.

    Args:
        dataset: of `benchmarks.data`.
        train: number of training examples.
        validation: number of validation examples.
        task: "plain"; "noise", uniform noise behind the strokes; "rotated", each
            image by an angle of its own; or "rotated-noise". All but "plain" need
            square images of one channel.
    """
    x, y = _pooled(dataset)
    require(train + validation < len(x), "train", "smaller than the data set", train)
    generator = np.random.default_rng(SEED)
    order = generator.permutation(len(x))
    x = _perturbed(x, task, generator)
    ends = (validation, validation + train)
    first, second, rest = np.split(order, ends)
    return Parts(*((x[rows], y[rows]) for rows in (second, first, rest)))


def _pooled(dataset):
    parts = ("train", "validation", "test")
    x = np.concatenate([getattr(dataset, f"x_{part}") for part in parts])
    y = np.concatenate([getattr(dataset, f"y_{part}") for part in parts])
    return x.reshape(len(x), -1), y


def _perturbed(x, task, generator):
    require(task in TASKS, "task", f"one of {TASKS}", task)
    if task.startswith("rotated"):
        x = _rotated(x, generator)
    if task.endswith("noise"):
        noise = generator.random(x.shape, dtype="float32")
        x = np.maximum(x, NOISE * noise)
    return x


def _rotated(x, generator):
    side = math.isqrt(x.shape[1])
    square = side * side == x.shape[1]
    require(square, "task", '"plain" where images are not square', x.shape)
    angles = generator.uniform(-LARGEST_ANGLE, LARGEST_ANGLE, len(x))
    images = zip(x.reshape(-1, side, side), angles, strict=True)
    turned = [ndimage.rotate(i, angle, reshape=False, order=1) for i, angle in images]
    return np.asarray(turned, "float32").reshape(x.shape)
