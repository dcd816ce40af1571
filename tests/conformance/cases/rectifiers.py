"""Rectifiers of learned or drawn slopes, bends and thresholds."""

import numpy as np

from keras_nntricks import layers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references import rectifiers as references

AXES = {"shared_axes": (0, [1, 0], 1.5, "channels", True)}
ROLES = ("initializer", "regularizer", "constraint")
ALONG_ONE = {"masks", "jit_in_another_case"}
DRAWN = {"random", "masks", "spatial", "jit_in_another_case"}


def _prelu(input_shape, traits, **kwargs):
    return Case(
        layers.PReLU,
        kwargs,
        input_shape,
        bad=AXES,
        free={f"alpha_{role}": KERAS_CHECKS for role in ROLES},
        traits=traits,
        reference=lambda x, weights: references.leaky(x, weights["alpha"]),
    )


def _tlu(input_shape, traits, **kwargs):
    return Case(
        layers.TLU,
        kwargs,
        input_shape,
        bad=AXES,
        free={f"threshold_{role}": KERAS_CHECKS for role in ROLES},
        traits=traits,
        reference=lambda x, weights: np.maximum(x, weights["threshold"]),
    )


def _srelu(input_shape, traits, **kwargs):
    names = ("t_left", "a_left", "t_right", "a_right")
    start = {"class_name": "Constant", "config": {"value": 0.4}}
    bent = {"a_right_initializer": start, "t_right_initializer": start}
    return Case(
        layers.SReLU,
        {**bent, **kwargs},
        input_shape,
        bad=AXES,
        free={f"{name}_initializer": KERAS_CHECKS for name in names},
        traits=traits,
        reference=references.srelu,
    )


def _rrelu(slope, traits, **kwargs):
    return Case(
        layers.RReLU,
        kwargs,
        (2, 4),
        bad={
            "lower": (-0.1, float("nan"), "low", True),
            "upper": (0.1, float("inf"), "high", False),
            "sampled": ("slopes", None),
            "seed": ("seven", 1.5, True),
        },
        traits=traits,
        reference=lambda inputs, weights: references.leaky(inputs, slope),
    )


def _crelu(traits, **fields):
    kwargs = fields.pop("kwargs", {})
    return Case(
        layers.CReLU,
        kwargs,
        (2, 3, 4),
        bad={"axis": (0, 1.5, "last", None)},
        traits=traits,
        reference=lambda inputs, weights: references.crelu(inputs, **kwargs),
        **fields,
    )


CASES = (
    _prelu((2, 4), {"masks", "spatial"}),
    _prelu((3, 4), ALONG_ONE, shared_axes=[2]),
    _tlu((2, 4), {"masks", "spatial"}),
    _tlu((3, 4), ALONG_ONE, shared_axes=[]),
    _srelu((2, 4), {"masks", "spatial"}),
    _srelu((3, 4), ALONG_ONE, shared_axes=[2]),
    _rrelu(0.25, {"masks", "spatial"}, lower=0.25, upper=0.25),
    _rrelu((1 / 8 + 1 / 3) / 2, DRAWN),
    _rrelu(2 / (3 + 8), DRAWN, sampled="divisor", seed=3),
    _crelu({"masks", "spatial"}, channels_first={"axis": 1}),
    _crelu({"stops_mask", "jit_in_another_case"}, kwargs={"axis": 1}),
)
