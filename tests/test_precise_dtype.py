import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks import constraints, layers
from keras_nntricks._precise_dtype import precise_dtype


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_narrow_types_become_float32(dtype):
    assert precise_dtype(dtype) == "float32"


def test_float64_stays():
    assert precise_dtype("float64") == "float64"


def test_a_length_in_float64_keeps_its_digits():
    if keras.backend.backend() == "jax":
        weight = ops.convert_to_tensor([[3.0], [4.0]], "float32")
        expected, tolerance = 0.6, 1e-6  # JAX has no float64 unless it is told
    else:
        weight = ops.convert_to_tensor([[3.0], [4.0 + 1e-12]], "float64")
        expected, tolerance = 3.0 / np.hypot(3.0, 4.0 + 1e-12), 1e-14
    short = ops.convert_to_numpy(constraints.MaxNorm(1.0)(weight))
    assert short[0, 0] == pytest.approx(expected, rel=tolerance)
    assert layers.MeanSubtraction(mean=0.0, dtype="float64").statistics_dtype == (
        "float64"
    )
