"""Gains of activations."""

import functools

import keras
from hypothesis import strategies as st

from keras_nntricks import activations
from tests.conformance.case import Case
from tests.conformance.references import gains as references

MODES = st.sampled_from(["forward", "backward"])
LEAKY_RELUS = st.floats(0, 1).map(
    lambda slope: functools.partial(keras.activations.leaky_relu, negative_slope=slope)
)

CASES = (
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
        activations.centered_gain,
        {"activation": "softplus"},
        bad={"activation": ("softmax", 3)},
        reference=references.centered_gain,
        draws=st.fixed_dictionaries({"activation": LEAKY_RELUS}),
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
