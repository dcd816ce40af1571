"""An activation as float64 NumPy functions."""

import dataclasses
from collections.abc import Callable

import numpy as np


@dataclasses.dataclass(frozen=True)
class Curve:
    """A function of one number, its derivative and the precision it is known to.

    `slope` is the derivative wherever it exists: what training sees, also where the
    function jumps. None: not known as a formula.
    """

    value: Callable
    slope: Callable | None = None
    precision: float = float(np.finfo("float64").eps)
