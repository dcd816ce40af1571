import keras
import numpy as np
import pytest

from keras_nntricks.layers import BatchNorm
from tests.backends import to_numpy
from tests.layers.batch_norms import (
    EPSILON,
    assert_close,
    normal,
    normalized,
    statistics,
    trained,
)


def ghosts(x, size):
    """The rows of each ghost batch; the last one takes what remains."""
    starts = [i * size for i in range(max(len(x) // size, 1))]
    return [x[a:b] for a, b in zip(starts, [*starts[1:], len(x)], strict=True)]


@pytest.mark.parametrize("examples", [3, 4, 7, 8, 10, 12, 13])
@pytest.mark.parametrize("shape", [(2,), (3, 2)], ids=str)
def test_each_ghost_batch_is_normalized_by_itself(examples, shape):
    x = normal(examples, *shape)
    (y,) = trained(BatchNorm(virtual_batch_size=4), x)
    assert_close(y, np.concatenate([normalized(g) for g in ghosts(x, 4)]), 1e-4)


def test_channels_first():
    x = normal(9, 2, 3)
    (y,) = trained(BatchNorm(axis=1, virtual_batch_size=4), x)
    parts = [normalized(np.moveaxis(g, 1, -1)) for g in ghosts(x, 4)]
    assert_close(np.moveaxis(y, 1, -1), np.concatenate(parts), 1e-4)


@pytest.mark.parametrize("examples", [8, 11])
def test_moving_statistics_are_those_of_the_whole_batch(examples):
    """mean(ghost var) + var(ghost means) = total var, however small the ghosts."""
    x = normal(examples, 2)
    layer = BatchNorm(virtual_batch_size=2)
    trained(layer, x)
    mean, variance = statistics(layer)
    assert_close(mean, x.mean(0))
    assert_close(variance, x.var(0, ddof=1))


def test_moving_variance_has_no_bias_of_the_ghost_size():
    """An average of variances in ghosts of 8 would be (8 - 1) / 8 of the truth."""
    layer = BatchNorm(momentum=0.0, virtual_batch_size=8)
    trained(layer, normal(8192, 1, std=1.0))
    np.testing.assert_allclose(statistics(layer)[1], 1.0, atol=0.05)


def test_inference_ignores_them():
    x, layer, plain = normal(8, 2), BatchNorm(virtual_batch_size=2), BatchNorm()
    trained(layer, x)
    trained(plain, x)
    assert_close(to_numpy(layer(x)), to_numpy(plain(x)))


def test_large_values_in_ghosts_of_different_size():
    """Each ghost batch is shifted by itself."""
    x = np.concatenate([normal(32, 2, mean=1e5, std=1.0), normal(32, 2, std=1e-2)])
    (y,) = trained(BatchNorm(virtual_batch_size=32), x)
    np.testing.assert_allclose(y[:32], normalized(x[:32]), atol=0.01)
    assert_close(y[32:], normalized(x[32:]), 1e-3)


def test_masked_values_do_not_count():
    x, mask = normal(6, 4, 2), np.random.default_rng(2).random((6, 4)) < 0.6
    layer = BatchNorm(virtual_batch_size=3)
    (y,) = trained(layer, x, mask=mask)
    for rows in (slice(0, 3), slice(3, 6)):
        seen = x[rows][mask[rows]]
        expected = (x[rows] - seen.mean(0)) / np.sqrt(seen.var(0) + EPSILON)
        assert_close(y[rows], expected, 1e-4)
    assert_close(statistics(layer)[1], x[mask].var(0, ddof=1), 1e-4)


@pytest.mark.parametrize("jit_compile", [False, "auto"])
def test_training_with_unknown_batch(jit_compile):
    """The last batch of 6 of 14 examples has one ghost batch, of 6."""
    x = normal(14, 3, 2)
    layer = BatchNorm(momentum=0.0, virtual_batch_size=4)
    model = keras.Sequential([keras.Input((3, 2)), layer])
    model.compile(keras.optimizers.SGD(0.0), "mse", jit_compile=jit_compile)
    history = model.fit(x, x, batch_size=8, shuffle=False, verbose=0).history
    assert_close(statistics(layer)[1], x[8:].var((0, 1), ddof=1), 1e-4)
    y = [normalized(g) for g in (*ghosts(x[:8], 4), *ghosts(x[8:], 4))]
    loss = np.mean((np.concatenate(y) - x) ** 2)
    np.testing.assert_allclose(history["loss"], loss, rtol=1e-4)
