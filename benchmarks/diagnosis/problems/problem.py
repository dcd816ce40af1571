"""A data set small enough to be learned in a second or two."""

import dataclasses
from collections.abc import Callable

import numpy as np

TRAINING_EXAMPLES = 800
EXAMPLES = 1100


@dataclasses.dataclass(frozen=True)
class Data:
    """What is trained on and what is held back from it."""

    x: np.ndarray
    y: np.ndarray
    x_validation: np.ndarray
    y_validation: np.ndarray


@dataclasses.dataclass(frozen=True)
class Problem:
    """A data set and what a good network reaches on it.

    Args:
        name: its name.
        kind: `"classes"`, `"binary"` or `"regression"`.
        draw: `draw(rng)` gives all examples as (x, y).
        outputs: classes, or columns of the targets.
        bar: validation accuracy, or R2, from which on a training went well.
        networks: the kinds of networks that take its inputs.
        held_out: whether it is kept for the final measurement.
    """

    name: str
    kind: str
    draw: Callable[[np.random.Generator], tuple[np.ndarray, np.ndarray]]
    outputs: int
    bar: float
    networks: tuple[str, ...] = ("mlp", "residual")
    held_out: bool = False

    def data(self, seed):
        """The data of a seed, shuffled and split."""
        rng = np.random.default_rng([seed, 17])
        x, y = self.draw(rng)
        order = rng.permutation(len(x))[:EXAMPLES]
        x, y = x[order].astype("float32"), y[order]
        cut = TRAINING_EXAMPLES
        return Data(x[:cut], y[:cut], x[cut:], y[cut:])
