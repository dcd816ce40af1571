"""Initializers of a variance that follows the fans."""

from keras_nntricks import initializers
from tests.conformance.case import Case
from tests.conformance.references import gains as references
from tests.conformance.references import initializers as kernels

_SCALING = {
    "mode": ("fan", 1),
    "distribution": ("normal", None),
    "seed": ("seven", 1.5, True, -1, 2**32),
    "output_axes": ([1],),
}
_UNTOLD = {"input_axes": "told by the layer here, tried with explicit axes below"}
_AXES = {
    "conv": {"input_axes": [0, 1, 2], "output_axes": [0, 1, 3]},
    "grouped": {"input_axes": [0, 1, 2], "output_axes": [3]},
    "depthwise": {"input_axes": [0, 1], "output_axes": [0, 1, 3]},
    "transposed": {"input_axes": [0, 1, 3], "output_axes": [0, 1, 2]},
    "einsum": {"input_axes": [0], "output_axes": [1, 2]},
}

CASES = (
    *(
        Case(
            initializers.Xavier,
            {"distribution": distribution},
            bad={**_SCALING, "gain": (0.0, -1.0, "relu")},
            free=_UNTOLD,
            moments=lambda fan_in, fan_out: (0.0, 2.0 / (fan_in + fan_out)),
        )
        for distribution in ("uniform", "truncated_normal", "untruncated_normal")
    ),
    Case(
        initializers.MSRA,
        {"slope": 0.25},
        bad={**_SCALING, "slope": (float("inf"), "steep")},
        free=_UNTOLD,
        moments=lambda fan_in, fan_out: (0.0, 2.0 / (1 + 0.25**2) / fan_in),
    ),
    Case(
        initializers.MSRA,
        {"mode": "fan_out", "distribution": "uniform"},
        bad={**_SCALING, "slope": (float("nan"),)},
        free=_UNTOLD,
        moments=lambda fan_in, fan_out: (0.0, 2.0 / fan_out),
    ),
    Case(
        initializers.MSRA,
        {"input_axes": [0], "output_axes": [1]},
        bad={
            **_SCALING,
            "slope": (None,),
            "input_axes": (0, ["a"], [], [True], [0.0], [0, 0]),
            "output_axes": (1, (), [False], [1, 1]),
        },
        moments=lambda fan_in, fan_out: (0.0, 2.0 / fan_in),
        told=_AXES,
    ),
    Case(
        initializers.GainScaling,
        {"activation": "tanh", "distribution": "untruncated_normal"},
        bad={**_SCALING, "activation": ("no such name", 0.0), "gain_mode": ("up",)},
        free=_UNTOLD,
        moments=lambda fan_in, fan_out: (0.0, references.gain("tanh") ** 2 / fan_in),
    ),
    Case(
        initializers.LeCun,
        bad=_SCALING,
        free=_UNTOLD,
        moments=lambda fan_in, fan_out: (0.0, 1.0 / fan_in),
    ),
    Case(
        initializers.RandomWalk,
        bad={
            "activation": ("gelu", None),
            "exact": (1, None),
            "seed": _SCALING["seed"],
            "output_axes": _SCALING["output_axes"],
        },
        free=_UNTOLD,
        moments=lambda fan_in, fan_out: (0.0, kernels.walk_gain(fan_in) ** 2 / fan_in),
    ),
    Case(
        initializers.RandomWalk,
        {"activation": "tanh", "exact": False},
        bad={"exact": (True,), "seed": (-1,), "output_axes": ([1],)},
        free={**_UNTOLD, "activation": "tried above"},
        moments=lambda fan_in, fan_out: (0.0, 1.13**2 / fan_in),
    ),
)
