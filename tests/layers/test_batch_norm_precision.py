import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks.layers import BatchNorm
from keras_nntricks.layers._moving_averages import rate
from tests.backends import to_numpy
from tests.layers.batch_norms import (
    assert_close,
    normal,
    normalized,
    statistics,
    trained,
)

_ROUNDING = {"float32": 1e-5, "float64": 1e-12}


def test_n_1e5_1_comes_out_right():
    """torch's kernel and TensorFlow's sums lose 100 times the variance there."""
    x = normal(64, 32, 32, 2, mean=1e5, std=1.0)
    layer = BatchNorm()
    (y,) = trained(layer, x)
    exact = x.astype("float64")
    mean, variance = statistics(layer)
    np.testing.assert_allclose(mean, exact.mean((0, 1, 2)), atol=0.01)
    np.testing.assert_allclose(variance, exact.var((0, 1, 2), ddof=1), rtol=1e-4)
    np.testing.assert_allclose(y, normalized(x), atol=0.01)


@pytest.mark.parametrize("axis", [1, 2])
def test_n_1e5_1_comes_out_right_where_there_is_no_kernel(axis):
    x = normal(512, 6, 6, mean=1e5, std=1.0)
    layer = BatchNorm(axis=axis)
    trained(layer, x)
    expected = x.astype("float64").var((0, 3 - axis), ddof=1)
    np.testing.assert_allclose(statistics(layer)[1], expected, rtol=1e-4)


@pytest.mark.parametrize("place", [(0, 0, 0), (0, 512, 512), (0, 1023, 1023)])
def test_one_outlier_does_not_spoil_the_variance(place):
    """500 among 2**20 values of N(0, 1), where the shift may be taken or not."""
    x = normal(1, 1024, 1024, 1, mean=0.0, std=1.0)
    x[place] = 500.0
    layer = BatchNorm()
    trained(layer, x)
    expected = x.astype("float64").var(ddof=1)
    np.testing.assert_allclose(statistics(layer)[1], [expected], rtol=1e-3)


@pytest.mark.parametrize("jit", [False, True])
def test_n_1e5_1_comes_out_right_where_no_size_is_known(jit):
    x = normal(3, 64, 48, 2, mean=1e5, std=1.0)
    model = keras.Sequential([keras.Input((None, None, 2)), BatchNorm(momentum=0.0)])
    jit = jit and keras.backend.backend() != "torch"
    model.compile(keras.optimizers.SGD(0.0), "mse", jit_compile=jit)
    model.fit(x, x, batch_size=2, shuffle=False, verbose=0)
    expected = x[2:].astype("float64").var((0, 1, 2), ddof=1)
    np.testing.assert_allclose(statistics(model.layers[0])[1], expected, rtol=1e-4)


@pytest.mark.parametrize("momentum", [0.5, 0.9, 0.99, 0.999, 0.9999])
def test_no_rounding_makes_a_moving_variance_negative(momentum):
    layer, constant = BatchNorm(momentum=momentum), np.full((4, 2), 3.0, "float32")
    for _ in range(3):
        trained(layer, constant)
        assert np.all(statistics(layer)[1] >= 0.0)


def test_no_value_weighs_more_than_one():
    first = ops.convert_to_tensor(1.0)
    momenta = [0.1, 0.37, 0.9, 0.99, 0.999, 0.9999, 1 - 1e-7]
    assert max(float(to_numpy(rate(momentum, first))) for momentum in momenta) <= 1.0


def test_float16_with_a_standard_deviation_of_300():
    """A variance of 90000, past the largest float16."""
    x = normal(64, 2, std=300.0).astype("float16")
    layer = BatchNorm(dtype="mixed_float16")
    (y,) = trained(layer, x)
    assert_close(y, normalized(x), 2e-3)
    np.testing.assert_allclose(
        statistics(layer)[1], x.astype("float64").var(0, ddof=1), rtol=1e-4
    )


@pytest.mark.filterwarnings("ignore:Explicitly requested dtype")
def test_float64_stays_float64():
    """JAX has it only where a user enables it."""
    x = ops.convert_to_tensor(normal(8, 2).astype("float64"))
    dtype = keras.backend.standardize_dtype(x.dtype)
    y = BatchNorm(dtype=dtype)(x, training=True)
    assert keras.backend.standardize_dtype(y.dtype) == dtype
    assert_close(ops.convert_to_numpy(y), normalized(normal(8, 2)), _ROUNDING[dtype])


def test_moving_statistics_are_float32_under_bfloat16():
    """In bfloat16 they would stop moving."""
    layer = BatchNorm(dtype="bfloat16")
    trained(layer, *[normal(64, 2, seed=s) for s in range(5)])
    assert layer.moving_mean.dtype == "float32"
    assert layer.gamma.dtype == "bfloat16"
