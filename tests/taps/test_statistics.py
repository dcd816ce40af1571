"""The quick ways to the statistics of units agree with NumPy, or are not taken."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks.taps._backend import backend
from keras_nntricks.taps._packed import packed, unpacked
from keras_nntricks.taps._statistics import UNIT_ROWS, unit_ends, unit_statistics

NORMAL = np.random.default_rng(2).normal(size=(64, 32, 33)).astype("float32")
RELU = np.maximum(NORMAL, 0)
KINDS = {
    "rectified": (RELU, (0.0, None)),
    "below a side at 0": (NORMAL, (0.0, None)),
    "two sides": (np.tanh(NORMAL), (-0.9, 0.9)),
    "no side": (NORMAL, (None, None)),
    "far from 0": (NORMAL * 1e-2 + np.float32(30), (None, None)),
    "constant": (np.full_like(NORMAL, 0.1), (None, None)),
    "all 0": (np.zeros_like(NORMAL), (0.0, None)),
    "a NaN": (np.where(np.arange(33) == NORMAL.argmax() % 33, np.nan, RELU), (0.0, 6)),
    "an infinity": (np.where(RELU == RELU.max(), np.inf, RELU), (0.0, None)),
}


def _expected(values, sides):
    below, above = sides
    flat = np.zeros(values.shape, bool)
    flat |= values <= below if below is not None else False
    flat |= values >= above if above is not None else False
    wide = values.astype("float64")
    with np.errstate(invalid="ignore"):
        rows = [wide.mean((0, 1)), wide.std((0, 1)), wide.min((0, 1)), wide.max((0, 1))]
    rows += [(values == 0).mean((0, 1)), flat.mean((0, 1))]
    return [*rows, (~np.isfinite(values)).sum((0, 1)), np.full(33, 64 * 32)]


def _compiled(function):
    name = keras.backend.backend()
    if name == "jax":
        import jax

        return jax.jit(function)
    if name == "tensorflow":
        import tensorflow as tf

        return tf.function(function)
    return function


@pytest.mark.parametrize(("values", "sides"), KINDS.values(), ids=KINDS)
def test_each_row_is_that_of_numpy(values, sides):
    values = values.astype("float32")
    either = backend().either
    found = _compiled(lambda x: unit_statistics(x, -1, sides, either))(values)
    found = dict(zip(UNIT_ROWS, ops.convert_to_numpy(found), strict=True))
    for name, row in zip(UNIT_ROWS, _expected(values, sides), strict=True):
        known = np.isfinite(row)
        if name in ("minimum", "maximum", "mean", "std"):
            known &= np.isfinite(values).all((0, 1))
        error = 5e-6 if name == "std" else 1e-7
        np.testing.assert_allclose(found[name][known], row[known], 2e-4, error)


def test_the_units_of_another_axis():
    found = ops.convert_to_numpy(unit_statistics(ops.convert_to_tensor(RELU), 1))
    np.testing.assert_allclose(found[0], RELU.mean((0, 2)), rtol=1e-5)
    np.testing.assert_allclose(found[1], RELU.std((0, 2)), rtol=1e-5)


def test_the_ends_alone():
    found = ops.convert_to_numpy(unit_ends(ops.convert_to_tensor(NORMAL)))
    found = dict(zip(UNIT_ROWS, found, strict=True))
    np.testing.assert_array_equal(found["minimum"], NORMAL.min((0, 1)))
    np.testing.assert_array_equal(found["maximum"], NORMAL.max((0, 1)))
    np.testing.assert_array_equal(found["count"], np.full(33, 64 * 32))
    assert all(np.isnan(found[name]).all() for name in ("mean", "zeros", "nonfinite"))


def test_packed_arrays_come_back_under_their_keys():
    arrays = {("0", "loss"): np.arange(2.0), ("1", "outputs", "a"): np.ones((8, 3))}
    one = packed({key: ops.convert_to_tensor(array) for key, array in arrays.items()})
    assert len(one) == 1
    back = unpacked({key: ops.convert_to_numpy(array) for key, array in one.items()})
    assert list(back) == list(arrays)
    for key, array in arrays.items():
        np.testing.assert_array_equal(back[key], array)
    single = {("0", "loss"): np.arange(2.0)}
    assert unpacked(single) == single
