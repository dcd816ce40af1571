"""Functions that start a built model.

A case names in `parts` a model and, where the function takes one, a batch that fits
it, and in `models` what makes each kind of model: sequential, functional, subclassed.
The checks of the family call `case.build(model=...)` with each of them; the batch and
all other arguments come from the case, and fit every model. `bad` has an unbuilt model
and, for a batch, an empty one, one of one example and one that is not finite, each
short enough to be printed on one line.
"""

import keras
import numpy as np

from keras_nntricks import calibration
from tests.calibration.made_models import KINDS, RESIDUAL, batch, nested
from tests.conformance.case import Case

UNBUILT = keras.Sequential([keras.layers.Dense(3)])
BAD_BATCHES = (
    np.zeros((0, 6)),
    np.zeros((1, 3)),
    np.array([1.0, np.nan]),
    np.array([1.0, np.inf]),
)
_COUNT = (-1, 1.5, True, "ten")
_POSITIVE = (0.0, -0.1, float("nan"), float("inf"), True)
_SWITCH = (1, None, "yes")


def _few():
    return batch(16)


def _case(make, bad=None, free=None, **kwargs):
    """A function of a model and a batch."""
    return Case(
        make,
        kwargs,
        parts={"model": nested, "batch": _few},
        models=KINDS,
        bad={"model": (UNBUILT, "model"), "batch": BAD_BATCHES, **(bad or {})},
        free=free or {},
        family="calibration",
    )


CASES = (
    _case(
        calibration.lsuv,
        {
            "tolerance": _POSITIVE,
            "max_iterations": (0, *_COUNT),
            "orthogonal": _SWITCH,
            "fix_mean": _SWITCH,
        },
    ),
    _case(
        calibration.krahenbuhl,
        {
            "target_mean": (float("nan"), True, "zero"),
            "tolerance": _POSITIVE,
            "max_iterations": _COUNT,
            "branches": ("all", [[]], [["first"]]),
            "seed": _COUNT,
        },
        max_iterations=1,
    ),
    Case(
        calibration.fixup,
        {"classifier": False},
        parts={"model": RESIDUAL["functional"]},
        models=RESIDUAL,
        bad={
            "model": (UNBUILT, "model"),
            "branches": ("all", [[]], [["first"]]),
            "classifier": (True, "last"),
        },
        family="calibration",
    ),
)
