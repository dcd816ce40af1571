"""What a constraint makes of a weight."""

import hypothesis
import keras
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from keras import ops

from tests.backends import to_numpy
from tests.conformance.models import assert_close, dtype_of
from tests.conformance.registry import check

DTYPES = ("float32", "float16", "bfloat16")


def _weight(shape, seed=0):
    return 3 * np.random.default_rng(seed).normal(size=shape)


@check("constraint")
def check_constraint_equals_reference(case):
    """On weights of the case's shapes that hypothesis draws, zeros among them."""
    limits = st.floats(-100, 100, width=32, allow_subnormal=False)

    @hypothesis.given(
        st.sampled_from(case.shapes).flatmap(
            lambda shape: arrays.arrays("float32", shape, elements=limits)
        )
    )
    def agrees(weight):
        expected = case.reference(weight.astype("float64"))
        actual = to_numpy(case.build()(ops.convert_to_tensor(weight)))
        assert_close(actual, expected, f"{case.id}: differs from the reference")

    agrees()


@check("constraint")
def check_constraint_keeps_shape_and_dtype(case):
    """In each dtype, and near the reference in it."""
    for dtype in DTYPES:
        weight = ops.convert_to_tensor(_weight(case.shapes[0]), dtype)
        actual = case.build()(weight)
        assert dtype_of(actual) == dtype, f"{case.id}: {dtype} became {actual.dtype}"
        expected = case.reference(to_numpy(weight))
        message = f"{case.id}: too far from the reference in {dtype}"
        tolerance = 1e-5 if dtype == "float32" else 2e-2
        assert_close(to_numpy(actual), expected, message, tolerance, tolerance)


@check("constraint")
def check_constraint_is_a_projection(case):
    """What fulfils it stays: applied again it changes nothing."""
    once = case.build()(ops.convert_to_tensor(_weight(case.shapes[0]), "float32"))
    again = to_numpy(case.build()(once))
    assert_close(again, to_numpy(once), f"{case.id}: changes its own result", 1e-6)


@check("constraint")
def check_constraint_holds_in_training(case):
    """After a step with a layer's optimizer the weight is its own projection."""
    constraint, inputs = case.build(), np.ones((2, 4), "float32")
    layer = keras.layers.Dense(3, kernel_constraint=constraint)
    model = keras.Sequential([keras.Input((4,)), layer])
    layer.kernel.assign(_weight((4, 3), seed=1))
    start = to_numpy(layer.kernel)
    model.compile(keras.optimizers.SGD(0.5), "mse", jit_compile=False)
    model.train_on_batch(inputs, np.full((2, 3), 9.0, "float32"))
    kernel = to_numpy(layer.kernel)
    assert not np.array_equal(kernel, start), f"{case.id}: the weight stood still"
    projected = to_numpy(constraint(ops.convert_to_tensor(layer.kernel)))
    assert_close(kernel, projected, f"{case.id}: does not hold after a step")
