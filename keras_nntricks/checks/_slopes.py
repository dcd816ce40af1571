"""Numerical derivatives that know a kink when they meet one."""

import dataclasses

import numpy as np

_STEPS = (1e-5, 1e-6, 1e-7)
_KINK = 1e-3
_ROUNDING = 20 * np.finfo("float64").eps


@dataclasses.dataclass(frozen=True)
class Slope:
    """A derivative: from the left, from the right, how well it is known."""

    left: float
    right: float
    noise: float

    @property
    def middle(self):
        """The central difference."""
        return (self.left + self.right) / 2

    @property
    def has_kink(self):
        """Whether the two sides differ more than a smooth function's would."""
        larger = max(abs(self.left), abs(self.right))
        return abs(self.left - self.right) > _KINK * larger + 2 * self.noise

    def error(self, gradient):
        """The relative error of a gradient, |a - n| / max(|a|, |n|)."""
        difference = max(abs(gradient - self.middle) - self.noise, 0.0)
        larger = max(abs(gradient), abs(self.middle))
        return difference / larger if difference else 0.0


def slope(function, centre):
    """The `Slope` at 0 of a function of one number whose value there is `centre`.

    Smaller steps leave a kink that is near; one at 0 itself stays.
    """
    for step in _STEPS:
        found = _slope(function, centre, step)
        if not found.has_kink:
            break
    return found


def _slope(function, centre, step):
    right = (function(step) - centre) / step
    left = (centre - function(-step)) / step
    return Slope(left, right, _ROUNDING * max(abs(centre), 1e-3) / step)
