"""Layers that hold statistics of the training data."""

import numpy as np

from keras_nntricks import layers
from tests.conformance.case import Case
from tests.conformance.references import regularisation as references

MEAN = [0.5, -2.0, 1.0]
COVARIANCE = [[2.0, 0.6, 0.2], [0.6, 1.0, -0.3], [0.2, -0.3, 0.5]]
NOT_FINITE = ([float("nan")], "high", [None])


def _mean_subtraction(axis, mean, input_shape, **fields):
    return Case(
        layers.MeanSubtraction,
        {"axis": axis, "mean": mean},
        input_shape,
        bad={"axis": (0, 1.5, [0, 1], [], True), "mean": NOT_FINITE},
        reference=lambda inputs, weights: inputs - np.asarray(mean),
        **fields,
    )


def _whitening(input_shape, reference, **fields):
    kwargs = {"mean": MEAN, "covariance": COVARIANCE, **fields.pop("kwargs", {})}
    return Case(
        layers.Whitening,
        kwargs,
        input_shape,
        bad={
            "method": ("svd", None),
            "epsilon": (-1.0, float("inf"), True, None),
            "num_components": (0, 1.5, True),
            "axis": (0, "last"),
            "mean": NOT_FINITE,
            "covariance": (None, [float("inf")]),
        },
        reference=reference,
        **fields,
    )


def _rows(inputs, weights):
    return references.whitening(inputs, MEAN, COVARIANCE, 0.01, "zca")


def _two_components(inputs, weights):
    return references.whitening(inputs, MEAN, COVARIANCE, 0.5, "pca")[..., :2]


CASES = (
    _mean_subtraction(
        -1, MEAN, (4, 3), traits={"spatial", "masks"}, channels_first={"axis": 1}
    ),
    _mean_subtraction(
        [1, 2],
        [[0.5, -1.0, 2.0], [3.0, 0.0, 1.0]],
        (2, 3),
        traits={"jit_in_another_case"},
    ),
    _mean_subtraction(None, 0.25, (3,), traits={"jit_in_another_case", "spatial"}),
    _whitening((3,), _rows),
    _whitening(
        (2, 3),
        _two_components,
        kwargs={"method": "pca", "axis": -1, "num_components": 2, "epsilon": 0.5},
        traits={"spatial", "masks", "jit_in_another_case"},
        channels_first={"axis": 1},
    ),
)
