"""The one registry: every public trick at the settings that the suite tries."""

import functools

import keras
import numpy as np
from hypothesis import strategies as st

from keras_nntricks import activations, callbacks, initializers, layers
from tests.conformance import references
from tests.conformance.case import Case

KERAS_CHECKS = "keras.initializers, .regularizers or .constraints reads it"
MODES = st.sampled_from(["forward", "backward"])
LEAKY_RELUS = st.floats(0, 1).map(
    lambda slope: functools.partial(keras.activations.leaky_relu, negative_slope=slope)
)

ACTIVATIONS = (
    Case(
        activations.gain,
        {"activation": "tanh"},
        bad={"activation": ("no such name", 3), "mode": ("sideways", None)},
        reference=references.gain,
        draws=st.fixed_dictionaries({"activation": LEAKY_RELUS, "mode": MODES}),
        family="function",
    ),
    Case(
        activations.gain,
        {"activation": "softplus", "mode": "backward"},
        bad={"activation": ("softmax",), "mode": ("",)},
        reference=references.gain,
        family="function",
    ),
    Case(
        activations.maxout_gain,
        {"num_pieces": 3},
        bad={"num_pieces": (0, -1, 2.0, True), "mode": ("sideways",)},
        reference=references.maxout_gain,
        draws=st.fixed_dictionaries({"num_pieces": st.integers(1, 12), "mode": MODES}),
        family="function",
    ),
)

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

INITIALIZERS = (
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
            "input_axes": (0, ["a"], [], [True], [0.0]),
            "output_axes": (1, (), [False]),
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
)


def _maxout(input_shape, axis=-1, **fields):
    """Maxout over `axis`, strided unless `fields` say otherwise."""
    kwargs = {"num_pieces": 3, "axis": axis, **fields.pop("kwargs", {})}
    return Case(
        layers.Maxout,
        kwargs,
        input_shape,
        bad={
            "num_pieces": (0, -2, 1.5, True, None),
            "axis": (0, 1.5, "last"),
            "layout": ("transposed", None),
        },
        reference=lambda inputs, weights: references.maxout(inputs, **kwargs),
        **fields,
    )


def _maxout_dense(num_pieces, input_shape, **fields):
    """Two units of `num_pieces` pieces."""
    kwargs = {"units": 2, "num_pieces": num_pieces, **fields.pop("kwargs", {})}
    objects = ("kernel", "bias")
    free = [f"{weight}_{role}" for weight in objects for role in _ROLES]
    return Case(
        layers.MaxoutDense,
        kwargs,
        input_shape,
        bad={
            "units": (0, -1, 2.5, True),
            "num_pieces": (0, 1.5, None),
            "use_bias": (1, "yes"),
        },
        free=dict.fromkeys([*free, "activity_regularizer"], KERAS_CHECKS),
        reference=lambda x, weights: references.maxout_dense(x, weights, num_pieces),
        **fields,
    )


_ROLES = ("initializer", "regularizer", "constraint")


def _pieces(weights):
    return np.split(weights["kernel"], 3, axis=1)


LAYERS = (
    _maxout(
        (2, 4, 6),
        traits={"spatial", "masks"},
        channels_first={"axis": 1},
    ),
    _maxout(
        (4, 6),
        kwargs={"layout": "contiguous"},
        traits={"spatial", "masks", "jit_in_another_case"},
        channels_first={"axis": 1},
    ),
    _maxout((6, 3), axis=1, traits={"stops_mask", "jit_in_another_case"}),
    _maxout_dense(3, (4,), pieces=_pieces),
    _maxout_dense(
        3,
        (2, 4),
        kwargs={"use_bias": False, "kernel_initializer": "he_normal"},
        traits={"spatial", "masks", "jit_in_another_case"},
        pieces=_pieces,
    ),
    _maxout_dense(1, (4,), traits={"jit_in_another_case"}),
)

_RATE = {"unit": ("days", None), "initial_learning_rate": (0.0, -0.1, "high", True)}

CALLBACKS = (
    Case(
        callbacks.StepDecay,
        {"factor": 0.5, "every": 2},
        bad={**_RATE, "factor": (0.0, 1.5, "half"), "every": (0, 1.5, True)},
    ),
    Case(
        callbacks.StepDecay,
        {"every": 4, "unit": "steps", "initial_learning_rate": 0.2},
        bad={**_RATE, "factor": (-0.5,), "every": (-1,)},
    ),
    Case(
        callbacks.ExponentialDecay,
        {"rate": 0.3},
        bad={**_RATE, "rate": (-0.1, float("inf"), "fast")},
    ),
    Case(
        callbacks.InverseTimeDecay,
        {"rate": 0.5, "unit": "steps"},
        bad={**_RATE, "rate": (-0.1, float("nan"), None)},
    ),
)

CASES = (*ACTIVATIONS, *INITIALIZERS, *LAYERS, *CALLBACKS)
