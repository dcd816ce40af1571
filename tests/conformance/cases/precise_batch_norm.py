"""The moving statistics of batch normalization, from data."""

import keras
import numpy as np

from keras_nntricks import calibration
from tests.calibration.made_models import batch
from tests.calibration.normalized_models import KINDS, functional
from tests.conformance.case import Case

_COUNT = (0, -1, 1.5, True, "ten")
_BAD = {
    "model": (keras.Sequential([keras.layers.Dense(3)]), "model"),
    "data": ([], np.array(1.0)),
    "estimator": ("mean", None),
    "sequential": (1, None),
    "batch_size": _COUNT,
    "num_batches": _COUNT,
}


def _few():
    return batch(16)


CASES = tuple(
    Case(
        calibration.precise_batch_norm,
        {"estimator": estimator, "sequential": sequential, "batch_size": 8},
        parts={"model": functional, "data": _few},
        models=KINDS,
        bad=_BAD,
        family="calibration",
    )
    for estimator, sequential in (("pooled", False), ("averaged", True))
)
