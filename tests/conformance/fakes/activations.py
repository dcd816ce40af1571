"""Activations and pure functions: good ones, and ones that break a promise."""

import keras
import numpy as np
from hypothesis import strategies as st
from keras import ops

from keras_nntricks._arguments import require
from tests.conformance.bite import Bite
from tests.conformance.case import Case

register = keras.saving.register_keras_serializable(package="tests")


@register
def smooth(x):
    """ELU, with the argument of exp clamped before and not after."""
    return ops.where(x > 0, x, ops.expm1(ops.where(x > 0, ops.zeros_like(x), x)))


def smooth_reference(x):
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


@register
def overflowing(x):
    return ops.where(x > 0, x, ops.exp(x) - 1.0)


@register
def flat_at_zero(x):
    return ops.relu(x) + ops.expm1(-ops.relu(-x))


@register
def off_far_out(x):
    return ops.where(x < -10, x, smooth(x))


@register
def in_float32(x):
    return smooth(ops.cast(x, "float32"))


def unregistered(x):
    return smooth(x)


def power(base, exponent=2):
    """A pure function of numbers."""
    require(exponent >= 0, "exponent", "a non-negative integer", exponent)
    return float(base) ** exponent


def power_reference(base, exponent=2):
    return float(np.prod(np.full(exponent, base)))


def power_off_by_a_little(base, exponent=2):
    return power(base, exponent) + 1e-3


def power_off_far_out(base, exponent=2):
    return power(base, min(exponent, 3))


def activation(make=smooth, **changes):
    fields = {"reference": smooth_reference, "family": "activation"}
    return Case(make, **{**fields, **changes})


def function(make=power):
    return Case(
        make,
        {"base": 1.5},
        bad={"exponent": (-1,)},
        free={"base": "each number has powers"},
        reference=power_reference,
        draws=st.fixed_dictionaries(
            {"base": st.floats(0.5, 2), "exponent": st.integers(0, 8)}
        ),
        family="function",
    )


def _relu_case(accepted):
    return activation(
        keras.activations.relu,
        free=dict.fromkeys(("negative_slope", "max_value", "threshold"), "not ours"),
        reference=lambda x: np.maximum(x, 0),
        subgradient={0.0: accepted},
    )


GOOD = (activation(), function())
BITES = (
    Bite("check_activation_gradient", activation(overflowing)),
    Bite("check_activation_gradient", activation(flat_at_zero)),
    Bite("check_activation_gradient", _relu_case(1.0)),
    Bite("check_activation_equals_reference", activation(off_far_out)),
    Bite("check_activation_keeps_the_dtype", activation(in_float32)),
    Bite(
        "check_registered_object_survives_json",
        activation(unregistered),
        (TypeError, ValueError),
    ),
    Bite(
        "check_saved_as_an_activation",
        activation(unregistered),
        (TypeError, ValueError),
    ),
    Bite("check_function_equals_reference", function(power_off_by_a_little)),
    Bite(
        "check_function_equals_reference_on_drawn_values", function(power_off_far_out)
    ),
)
