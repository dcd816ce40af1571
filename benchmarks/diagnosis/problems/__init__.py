"""The data sets, by name."""

from benchmarks.diagnosis.problems._classes import (
    bars,
    blobs,
    digits,
    moons,
    quarters,
    rings,
    small_images,
    spirals,
)
from benchmarks.diagnosis.problems._regressions import friedman, ridge, waves
from benchmarks.diagnosis.problems._sequences import bumps, loudest, rising
from benchmarks.diagnosis.problems.problem import Data, Problem

__all__ = ["PROBLEMS", "Data", "Problem"]

PROBLEMS = {
    problem.name: problem
    for problem in (
        Problem("blobs", "classes", blobs, 5, 0.8),
        Problem("digits", "classes", digits, 10, 0.85),
        Problem("images", "classes", small_images, 10, 0.85, ("cnn",)),
        Problem("moons", "binary", moons, 1, 0.85),
        Problem("waves", "regression", waves, 1, 0.75),
        Problem("loudest", "classes", loudest, 3, 0.85, ("rnn",)),
        Problem("rings", "classes", rings, 4, 0.75),
        Problem("friedman", "regression", friedman, 1, 0.75),
        Problem("bars", "classes", bars, 4, 0.85, ("cnn",)),
        Problem("rising", "binary", rising, 1, 0.85, ("rnn",)),
        Problem("spirals", "classes", spirals, 3, 0.75, held_out=True),
        Problem("ridge", "regression", ridge, 1, 0.75, held_out=True),
        Problem("quarters", "classes", quarters, 4, 0.85, ("cnn",), held_out=True),
        Problem("bumps", "classes", bumps, 3, 0.85, ("rnn",), held_out=True),
    )
}
