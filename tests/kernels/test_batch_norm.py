"""The kernel of the backend, where it has one, beside the composed form."""

import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks.kernels import _batch_norm as kernel
from tests.backends import gradients, to_numpy

HAS_KERNEL = {"tensorflow": [(4, 3, 5, 2)], "jax": []}
HAS_KERNEL["torch"] = [(4, 3, 5, 2), (6, 2), (4, 3, 2)]
SHAPES = [(4, 3, 5, 2), (6, 2), (4, 3, 2)]


def values(shape, seed=0):
    """Not centred, but near zero, as the kernels get them."""
    return np.random.default_rng(seed).normal(0.3, 2.0, size=shape).astype("float32")


def kernels(shape):
    """The composed form, and the kernel of the backend if it takes the shape."""
    x = ops.convert_to_tensor(values(shape))
    found = kernel.fused_kernel(x, len(shape) - 1, 1e-3)
    return [kernel.composed_batch_norm, *filter(None, [found])]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_where_there_is_a_kernel(shape):
    expected = 1 + (shape in HAS_KERNEL[keras.backend.backend()])
    assert len(kernels(shape)) == expected


@pytest.mark.parametrize("affine", [True, False])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_values(shape, affine):
    x, axes = values(shape).astype("float64"), tuple(range(len(shape) - 1))
    gamma, beta = (values(2, 1), values(2, 2)) if affine else (None, None)
    given = [None if v is None else ops.convert_to_tensor(v) for v in (gamma, beta)]
    z = (x - x.mean(axes)) / np.sqrt(x.var(axes) + 1e-3)
    expected = z * gamma + beta if affine else z
    for run in kernels(shape):
        found = run(ops.convert_to_tensor(values(shape)), *given, axes[-1] + 1, 1e-3)
        for one, other in zip(
            found, [expected, x.mean(axes), x.var(axes)], strict=True
        ):
            np.testing.assert_allclose(to_numpy(one), other, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_gradients(shape):
    x, axes = values(shape).astype("float64"), tuple(range(len(shape) - 1))
    gamma, upstream = values(2, 1), values(shape, 3)
    scale = 1 / np.sqrt(x.var(axes) + 1e-3)
    z, size = (x - x.mean(axes)) * scale, x.size // 2
    sums = upstream.sum(axes), (upstream * z).sum(axes)
    expected = gamma * scale * (upstream - sums[0] / size - z * sums[1] / size)
    for run in kernels(shape):

        def loss(*tensors, run=run):
            y, *_ = run(*tensors, axes[-1] + 1, 1e-3)
            return ops.sum(y * ops.convert_to_tensor(upstream))

        found = gradients(loss, [values(shape), gamma, np.zeros(2)])
        for one, other in zip(found, [expected, sums[1], sums[0]], strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)
