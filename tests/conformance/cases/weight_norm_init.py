"""The start of WeightNorm layers from data."""

import functools

import keras
import numpy as np

from keras_nntricks import calibration
from tests.calibration.made_models import batch
from tests.calibration.weight_norm_models import KINDS, sequential
from tests.conformance.case import Case

CASES = (
    Case(
        calibration.weight_norm_init,
        parts={"model": sequential, "batch": functools.partial(batch, 16)},
        models=KINDS,
        bad={
            "model": (keras.Sequential([keras.layers.Dense(3)]), "model", None),
            "batch": (np.zeros((0, 6)), np.zeros((1, 3)), np.array([1.0, np.nan])),
        },
        family="calibration",
    ),
)
