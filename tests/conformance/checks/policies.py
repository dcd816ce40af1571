"""Dtype policies: what is computed in which dtype, and how far it is off."""

import keras
import numpy as np
from keras import ops

from tests.backends import gradients, to_numpy
from tests.conformance.models import assert_close, dtype_of, feed, shake
from tests.conformance.registry import check

TOLERANCE = {"float32": 1e-5, "float16": 1e-2, "bfloat16": 8e-2}
POLICIES = ("float32", "mixed_float16", "mixed_bfloat16", "bfloat16")


def _check_policy(case, policy):
    inputs = feed(case)
    exact, layer = case.build(), case.build(dtype=policy)
    exact.build(inputs.shape)
    layer.build(inputs.shape)
    policy = keras.DTypePolicy(policy)
    for weight in layer.trainable_weights:
        assert dtype_of(weight) == policy.variable_dtype, f"{case.id}: {weight.path}"
    shake(exact)
    layer.set_weights(exact.get_weights())
    output = layer(ops.convert_to_tensor(inputs))
    assert dtype_of(output) == policy.compute_dtype, f"{case.id}: {dtype_of(output)}"
    tolerance = TOLERANCE[policy.compute_dtype]
    expected = to_numpy(exact(ops.convert_to_tensor(inputs)))
    message = f"{case.id}: too far from float32 under {policy.name}"
    assert_close(to_numpy(output), expected, message, tolerance, tolerance)
    _check_gradient_is_finite(layer, inputs, f"{case.id} under {policy.name}")


def _check_gradient_is_finite(layer, inputs, message):
    def total(tensor):
        return ops.sum(ops.cast(layer(tensor), "float32"))

    (gradient,) = gradients(total, [inputs])
    assert np.all(np.isfinite(gradient)), f"{message}: the gradient is not finite"
    assert np.any(gradient != 0), f"{message}: the gradient vanished"


@check("layer")
def check_float32_policy(case):
    """Everything in float32."""
    _check_policy(case, "float32")


@check("layer")
def check_mixed_float16_policy(case):
    """Weights in float32, outputs in float16."""
    _check_policy(case, "mixed_float16")


@check("layer")
def check_mixed_bfloat16_policy(case):
    """Weights in float32, outputs in bfloat16."""
    _check_policy(case, "mixed_bfloat16")


@check("layer")
def check_bfloat16_policy(case):
    """Weights and outputs in bfloat16, drawn by the layer's own initializers."""
    _check_policy(case, "bfloat16")


@check("activation")
def check_activation_keeps_the_dtype(case):
    """The output has the dtype of the input and is near the float32 one."""
    inputs = np.linspace(-4, 4, 33)
    exact = to_numpy(case.build(x=ops.convert_to_tensor(inputs, "float32")))
    for dtype, tolerance in TOLERANCE.items():
        output = case.build(x=ops.convert_to_tensor(inputs, dtype))
        assert dtype_of(output) == dtype, (
            f"{case.id}: {dtype} became {dtype_of(output)}"
        )
        message = f"{case.id}: too far from float32 in {dtype}"
        assert_close(to_numpy(output), exact, message, tolerance, tolerance)
