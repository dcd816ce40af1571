import numpy as np
import pytest
from keras import ops

from keras_nntricks.layers import BatchNorm
from tests.layers.batch_norms import (
    EPSILON,
    assert_close,
    normal,
    statistics,
    trained,
)


def mask_of(*shape):
    """About half of it, the first entry always."""
    mask = np.random.default_rng(1).random(shape) < 0.5
    mask.flat[0] = True
    return mask


@pytest.mark.parametrize(
    ("shape", "axis", "covered"),
    [
        ((4, 5, 1), -1, (4, 5)),
        ((4, 1, 5), 1, (4, 5)),
        ((4, 3, 5), 1, (4, 5)),
        ((3, 4, 2, 3), -1, (3, 4)),
        ((3, 4, 2, 3), -1, (3, 4, 2)),
        ((8, 3), -1, (8,)),
    ],
    ids=str,
)
def test_statistics_are_those_of_the_unmasked(shape, axis, covered):
    x, mask, layer = normal(*shape, mean=50.0), mask_of(*covered), BatchNorm(axis=axis)
    (y,) = trained(layer, x, mask=ops.convert_to_tensor(mask))
    last = np.moveaxis(x.astype("float64"), axis, -1)
    seen = last[mask].reshape(-1, last.shape[-1])
    mean, variance = statistics(layer)
    assert_close(mean, seen.mean(0))
    assert_close(variance, seen.var(0, ddof=1), 1e-4)
    expected = (last - seen.mean(0)) / np.sqrt(seen.var(0) + EPSILON)
    assert_close(np.moveaxis(y, axis, -1), expected, 1e-4)


def test_large_values_under_a_mask():
    x, mask = normal(64, 9, 1, mean=1e5, std=1.0), mask_of(64, 9)
    layer = BatchNorm()
    trained(layer, x, mask=mask)
    variance = x[mask].astype("float64").var(ddof=1)
    np.testing.assert_allclose(statistics(layer)[1], variance, rtol=1e-4)


def test_what_is_masked_is_not_looked_at():
    x, mask, layer = normal(4, 3, 2), np.ones((4, 3), bool), BatchNorm()
    x[:, 2] = np.nan
    mask[:, 2] = False
    (y,) = trained(layer, x, mask=mask)
    assert np.all(np.isfinite(y[:, :2]))
    assert_close(statistics(layer)[0], x[:, :2].mean((0, 1)))


@pytest.mark.parametrize("arguments", [{}, {"virtual_batch_size": 2}], ids=str)
def test_a_batch_that_is_masked_altogether_leaves_the_averages(arguments):
    x, layer = normal(4, 3, 2), BatchNorm(**arguments)
    trained(layer, x)
    before = layer.get_weights()
    (y,) = trained(layer, x, mask=np.zeros((4, 3), bool))
    assert np.all(np.isfinite(y))
    for old, new in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_mask_per_channel_is_refused():
    with pytest.raises(ValueError, match="`mask` must be of lower rank than"):
        BatchNorm()(normal(4, 3), training=True, mask=np.ones((4, 3), bool))
