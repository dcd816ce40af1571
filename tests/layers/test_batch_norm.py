import keras
import numpy as np
import pytest
from keras import ops

from keras_nntricks.layers import BatchNorm
from tests.backends import gradients, to_numpy
from tests.conformance.models import Subclassed
from tests.layers.batch_norms import (
    EPSILON,
    assert_close,
    normal,
    normalized,
    statistics,
    trained,
)

LIKE_KERAS = {"population_variance": False, "debias": False}


@pytest.mark.parametrize(
    "shape", [(7, 3), (4, 5, 3), (2, 4, 5, 3), (2, 3, 2, 4, 3)], ids=str
)
def test_training_normalizes_by_the_batch(shape):
    x = normal(*shape)
    (y,) = trained(BatchNorm(), x)
    assert_close(y, normalized(x))


@pytest.mark.parametrize("shape", [(4, 3, 5), (2, 3, 4, 5)], ids=str)
def test_channels_first(shape):
    x = normal(*shape)
    (y,) = trained(BatchNorm(axis=1), x)
    assert_close(np.moveaxis(y, 1, -1), normalized(np.moveaxis(x, 1, -1)))


def test_channels_in_the_middle():
    x = normal(2, 4, 3, 5)
    (y,) = trained(BatchNorm(axis=2), x)
    assert_close(np.moveaxis(y, 2, -1), normalized(np.moveaxis(x, 2, -1)))


def test_moving_variance_is_that_of_the_population():
    """Algorithm 2, step 10: the variance of the batch times m / (m - 1)."""
    x = normal(2, 3, 4, 5)
    layer = BatchNorm()
    trained(layer, x)
    mean, variance = statistics(layer)
    assert_close(mean, x.mean((0, 1, 2)))
    assert_close(variance, x.var((0, 1, 2), ddof=1))


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.99])
def test_averages_weigh_the_batches_seen_only(momentum):
    layer, batches = (
        BatchNorm(momentum=momentum),
        [normal(6, 2, seed=s) for s in range(3)],
    )
    trained(layer, *batches)
    weights = np.array([momentum**2, momentum, 1.0])
    weights /= weights.sum()
    mean, variance = statistics(layer)
    assert_close(mean, np.tensordot(weights, [b.mean(0) for b in batches], 1))
    expected = np.tensordot(weights, [b.var(0, ddof=1) for b in batches], 1)
    assert_close(variance, expected)


def test_momentum_of_one_keeps_the_averages():
    layer = BatchNorm(momentum=1.0)
    trained(layer, normal(6, 2), normal(6, 2))
    assert_close(statistics(layer), [[0, 0], [1, 1]])


def test_without_debias_the_start_stays():
    """After 20 steps at momentum 0.9, an eighth of it."""
    layer = BatchNorm(momentum=0.9, debias=False)
    trained(layer, *[np.zeros((2, 1), "float32")] * 20)
    assert_close(statistics(layer)[1], [0.9**20])


@pytest.mark.parametrize(
    ("shape", "axis"), [((6, 3), -1), ((2, 4, 4, 3), -1), ((2, 3, 4), 1)], ids=str
)
@pytest.mark.parametrize("arguments", [{}, {"scale": False}, {"center": False}])
def test_without_corrections_it_is_the_layer_of_keras(shape, axis, arguments):
    ours = BatchNorm(axis=axis, momentum=0.9, **LIKE_KERAS, **arguments)
    keras_layer = keras.layers.BatchNormalization(axis, momentum=0.9, **arguments)
    for seed in range(3):
        x = normal(*shape, seed=seed)
        (expected,) = trained(keras_layer, x)
        assert_close(trained(ours, x)[0], expected, 1e-4)
    for one, other in zip(ours.get_weights(), keras_layer.get_weights(), strict=True):
        assert_close(one, other)
    assert_close(to_numpy(ours(x)), to_numpy(keras_layer(x)), 1e-4)


def _save(layer, x, file):
    model = Subclassed(layer)
    model(x)
    model.save_weights(file)


def _load(layer, x, file):
    model = Subclassed(layer)
    model(x)
    model.load_weights(file)


@pytest.mark.parametrize("arguments", [LIKE_KERAS, {}])
def test_takes_the_weights_of_keras(arguments, tmp_path):
    x, file = normal(6, 3), tmp_path / "model.weights.h5"
    theirs = keras.layers.BatchNormalization()
    trained(theirs, x, x)
    _save(theirs, x, file)
    by_list, by_file = BatchNorm(**arguments), BatchNorm(**arguments)
    by_list.build(x.shape)
    by_list.set_weights(theirs.get_weights())
    _load(by_file, x, file)
    assert_close(to_numpy(by_list(x)), to_numpy(theirs(x)))
    assert_close(to_numpy(by_file(x)), to_numpy(theirs(x)))
    trained(theirs, x)
    for layer in (by_list, by_file):  # goes on like a long training
        trained(layer, x)
        assert_close(statistics(layer)[0], statistics(theirs)[0])


def test_takes_the_config_of_keras():
    theirs = keras.layers.BatchNormalization(axis=1, momentum=0.3, epsilon=0.1)
    ours = BatchNorm.from_config(theirs.get_config())
    for name, value in theirs.get_config().items():
        assert ours.get_config()[name] == value


def test_gradient_of_the_kernel_is_that_of_the_formula():
    x, cotangent = normal(4, 3, 2, 2), normal(4, 3, 2, 2, seed=9)
    layer = BatchNorm()
    layer.build(x.shape)

    def loss(inputs, gamma, beta):
        state = [v.value for v in layer.non_trainable_variables]
        y, _ = layer.stateless_call([gamma, beta], state, inputs, training=True)
        return ops.sum(y * ops.convert_to_tensor(cotangent))

    gamma = np.array([0.5, 2.0])
    actual = gradients(loss, [x, gamma, np.zeros(2)])
    z, size = normalized(x), 24
    sums = [cotangent.sum((0, 1, 2)), (cotangent * z).sum((0, 1, 2))]
    scale = gamma / np.sqrt(x.astype("float64").var((0, 1, 2)) + EPSILON)
    expected = scale * (cotangent - sums[0] / size - z * sums[1] / size)
    for one, other in zip(actual, [expected, sums[1], sums[0]], strict=True):
        assert_close(one, other, 1e-4)


@pytest.mark.parametrize("examples", [0, 1])
@pytest.mark.parametrize(
    "arguments",
    [{}, {"renorm": True}, {"virtual_batch_size": 4}, {"synchronized": True}],
    ids=str,
)
def test_a_batch_without_variance_leaves_the_averages(examples, arguments):
    layer = BatchNorm(**arguments)
    trained(layer, normal(6, 2))
    before = layer.get_weights()
    (y,) = trained(layer, normal(examples, 2))
    assert y.shape == (examples, 2)
    assert np.all(np.isfinite(y))
    for old, new in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_one_value_is_a_batch_for_the_biased_variance():
    x, layer = normal(1, 2), BatchNorm(population_variance=False)
    trained(layer, x)
    assert_close(statistics(layer), [x[0], [0.0, 0.0]])


def test_without_epsilon_the_variance_is_one():
    x = normal(6, 2)
    (y,) = trained(BatchNorm(epsilon=0), x)
    assert_close(y.std(0), [1.0, 1.0])


def test_one_image_has_a_variance():
    x, layer = normal(1, 4, 4, 2), BatchNorm()
    trained(layer, x)
    assert_close(statistics(layer)[1], x[0].var((0, 1), ddof=1))


def test_a_frozen_layer_is_in_inference_mode():
    layer = BatchNorm()
    trained(layer, normal(6, 2))
    layer.trainable = False
    before = layer.get_weights()
    x = normal(6, 2, seed=1)
    (y,) = trained(layer, x)
    assert_close(y, to_numpy(layer(x, training=False)))
    for old, new in zip(before, layer.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_training_with_unknown_batch_in_a_compiled_step():
    """The last batch is shorter, so TensorFlow traces it with an unknown size."""
    x = normal(10, 4, 4, 2)
    model = keras.Sequential([keras.Input((4, 4, 2)), BatchNorm(momentum=0.0)])
    model.compile(keras.optimizers.SGD(0.0), "mse", jit_compile=False)
    model.fit(x, x, batch_size=4, shuffle=False, verbose=0)
    mean, variance = statistics(model.layers[0])
    assert_close(mean, x[8:].mean((0, 1, 2)))
    assert_close(variance, x[8:].var((0, 1, 2), ddof=1))


def test_rejects_an_axis_or_a_size_that_is_not_there():
    with pytest.raises(ValueError, match="`axis` must be an axis other than"):
        BatchNorm(axis=3).build((None, 4, 2))
    with pytest.raises(ValueError, match="`axis` must be an axis other than"):
        BatchNorm(axis=-2).build((None, 4))
    with pytest.raises(ValueError, match="known along the channel axis 2"):
        BatchNorm().build((None, 4, None))
    with pytest.raises(ValueError, match="`virtual_batch_size` must be"):
        BatchNorm(virtual_batch_size=4, synchronized=True)
