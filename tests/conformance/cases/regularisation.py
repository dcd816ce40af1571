"""Layers that drop weights, branches or pixels while they train."""

import keras

from keras_nntricks import layers
from tests.conformance.case import Case
from tests.conformance.references import regularisation as references

SEEDS = (-1, 1.5, "seven", True, 2**32)


def _drop_connect(label, make, input_shape, reference, **fields):
    kwargs = {"rate": 0.5, **fields.pop("kwargs", {})}
    return Case(
        layers.DropConnect,
        kwargs,
        input_shape,
        parts={"layer": make},
        label=label,
        bad={
            "layer": (None, "dense"),
            "rate": (-0.1, 1.0, "half", True, float("nan")),
            "inference": ("median", None),
            "drop_bias": (1, None),
            "num_samples": (0, 1.5, True),
            "seed": SEEDS,
        },
        reference=reference,
        **fields,
    )


def _moments(inputs, weights):
    return references.moments(inputs, weights["kernel"], weights["bias"], 0.25, 8)


def _stochastic_depth(scale, **fields):
    return Case(
        layers.StochasticDepth,
        fields.pop("kwargs"),
        (4, 3),
        bad={
            "rate": (-0.1, 1.0, float("nan"), "half", True),
            "mode": ("layer", None),
            "scale_in": ("test", None),
            "seed": SEEDS,
        },
        reference=lambda inputs, weights: scale * inputs,
        **fields,
    )


def _cutout(**fields):
    return Case(
        layers.Cutout,
        fields.pop("kwargs"),
        (5, 6, 2),
        bad={
            "size": (0, 1.5, [2], [2, 0], None),
            "fill_value": (float("nan"), "grey", None),
            "rate": (-0.1, 1.1, None, True),
            "data_format": ("first", 1),
            "seed": SEEDS,
        },
        reference=lambda inputs, weights: inputs,
        channels_first={"data_format": "channels_first"},
        **fields,
    )


CASES = (
    _drop_connect(
        "dense",
        lambda: keras.layers.Dense(2),
        (3,),
        lambda x, weights: x @ weights["kernel"] + weights["bias"],
        traits={"random"},
    ),
    _drop_connect(
        "dense with relu",
        lambda: keras.layers.Dense(2, activation="relu"),
        (3,),
        _moments,
        kwargs={"inference": "moments", "num_samples": 8, "rate": 0.25},
        traits={"random", "jit_in_another_case"},
    ),
    _drop_connect(
        "strided convolution",
        lambda: keras.layers.Conv2D(2, 2, strides=2, use_bias=False),
        (4, 5, 2),
        lambda x, weights: references.convolution(x, weights["kernel"], stride=2),
        traits={"random", "spatial", "jit_in_another_case"},
    ),
    _stochastic_depth(
        1.0, kwargs={"rate": 0.25}, traits={"random", "masks", "spatial"}
    ),
    _stochastic_depth(
        0.5,
        kwargs={"rate": 0.5, "mode": "batch", "scale_in": "inference"},
        traits={"random", "one_draw", "masks", "jit_in_another_case"},
    ),
    _cutout(kwargs={"size": 3}, traits={"random", "spatial"}),
    _cutout(
        kwargs={"size": [2, 3], "fill_value": 0.5, "rate": 0.5},
        traits={"random", "spatial", "jit_in_another_case"},
    ),
)
