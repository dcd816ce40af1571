import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA, Xavier
from keras_nntricks.layers import Maxout, MaxoutDense
from tests.backends import gradients, to_numpy


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def with_weights(kernel, bias, num_pieces):
    layer = MaxoutDense(kernel.shape[1] // num_pieces, num_pieces)
    layer.build((None, len(kernel)))
    layer.set_weights([kernel, bias])
    return layer


def test_units_are_the_largest_of_their_pieces():
    num_pieces, inputs, units = 3, 4, 5
    pieces, biases = normal(num_pieces, inputs, units), normal(num_pieces, units)
    kernel = np.concatenate(pieces, axis=1)
    layer = with_weights(kernel, biases.reshape(-1), num_pieces)
    x = normal(2, inputs, seed=1)
    expected = np.max([x @ w + b for w, b in zip(pieces, biases, strict=True)], axis=0)
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-5, atol=1e-6)


def test_one_piece_is_a_dense_layer():
    x, kernel, bias = normal(3, 4), normal(4, 5, seed=1), normal(5, seed=2)
    dense = keras.layers.Dense(5)
    dense.build((None, 4))
    dense.set_weights([kernel, bias])
    output = with_weights(kernel, bias, num_pieces=1)(x)
    np.testing.assert_allclose(to_numpy(output), to_numpy(dense(x)), rtol=1e-6)


def test_a_second_piece_of_zeros_is_relu():
    x, w = normal(3, 4), normal(4, 5, seed=1)
    layer = with_weights(np.concatenate([w, 0 * w], axis=1), np.zeros(10), 2)
    expected = np.maximum(x @ w, 0)
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-5, atol=1e-6)


def test_an_opposite_second_piece_is_the_absolute_value():
    x, w = normal(3, 4), normal(4, 5, seed=1)
    layer = with_weights(np.concatenate([w, -w], axis=1), np.zeros(10), 2)
    expected = np.abs(x @ w)
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-5, atol=1e-6)


def test_the_kernel_has_the_order_of_strided_maxout():
    x, kernel = normal(3, 4), normal(4, 6, seed=1)
    layer = with_weights(kernel, np.zeros(6), num_pieces=2)
    expected = to_numpy(Maxout(2, layout="strided")(x @ kernel))
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-5, atol=1e-6)


def test_equal_pieces_share_the_gradient():
    layer = with_weights(np.ones((1, 2)), np.zeros(2), num_pieces=2)
    x = np.array([[3.0]])

    def output(kernel):
        return keras.ops.sum(layer.stateless_call([kernel, np.zeros(2)], [], x)[0])

    (gradient,) = gradients(output, [np.ones((1, 2))])
    np.testing.assert_allclose(gradient, [[1.5, 1.5]], rtol=1e-6)


def test_without_bias():
    layer = MaxoutDense(3, use_bias=False)
    layer.build((None, 4))
    assert [weight.name for weight in layer.weights] == ["kernel"]
    expected = np.max(np.split(np.ones((1, 4)) @ to_numpy(layer.kernel), 2, 1), axis=0)
    output = to_numpy(layer(np.ones((1, 4))))
    np.testing.assert_allclose(output, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("shape", [(2, 4), (0, 4), (2, 3, 4), (2, 0, 4), (1, 2, 3, 4)])
def test_any_rank(shape):
    layer = MaxoutDense(5, num_pieces=3)
    assert tuple(layer(np.ones(shape)).shape) == (*shape[:-1], 5)
    assert layer.compute_output_shape((None, *shape[1:])) == (None, *shape[1:-1], 5)


def test_unknown_time_and_its_mask():
    inputs = keras.Input((None,), dtype="int32")
    hidden = keras.layers.Embedding(7, 4, mask_zero=True)(inputs)
    model = keras.Model(inputs, MaxoutDense(5)(hidden))
    assert model.output.shape == (None, None, 5)
    output = model(np.array([[1, 2, 0]]))
    np.testing.assert_array_equal(output._keras_mask, [[True, True, False]])


@pytest.mark.parametrize("num_pieces", range(1, 11))
def test_the_second_moment_stays_one_through_layers(num_pieces):
    width, depth, seeds = 192, 5, 4
    squares = []
    for seed in range(seeds):
        keras.utils.set_random_seed(seed)
        x = normal(128, width, seed=seed)
        for _ in range(depth):
            x = to_numpy(MaxoutDense(width, num_pieces)(x))
        squares.append(np.mean(x**2))
    # Simulated with NumPy (60 runs of this size): log E h^2 has a mean of -0.02 to
    # 0.01 and an SD of at most 0.15. Without the gain the mean would be
    # 5 log 1.2757 = 1.2 at k = 3; with the pieces in fan_in, -5 log k.
    assert abs(np.mean(np.log(squares))) < 4.2 * 0.15 / np.sqrt(seeds)


@pytest.mark.parametrize(("num_pieces", "c"), [(1, 1), (2, 1), (4, 0.64460863)])
def test_the_default_draws_the_declared_variance(num_pieces, c):
    layer = MaxoutDense(200 // num_pieces, num_pieces)
    layer.build((None, 400))
    kernel = to_numpy(layer.kernel)
    # 80 000 draws: the relative SD of the variance is at most sqrt(2 / 80 000).
    np.testing.assert_allclose(np.var(kernel) * 400, c, rtol=5 * 0.005)
    np.testing.assert_allclose(np.mean(kernel), 0, atol=5 / 20 / 280)
    assert layer.get_config()["kernel_initializer"] is None


@pytest.mark.parametrize("initializer", [None, "he_normal", MSRA(seed=3)])
def test_no_two_pieces_are_equal(initializer):
    layer = MaxoutDense(2, num_pieces=3, kernel_initializer=initializer)
    layer.build((None, 4))
    assert np.unique(to_numpy(layer.kernel), axis=1).shape[1] == 6


def test_an_initializer_that_asks_gets_fans_without_the_pieces():
    layer = MaxoutDense(100, num_pieces=4, kernel_initializer=Xavier(seed=1))
    layer.build((None, 300))
    assert layer.weight_fans("kernel", (300, 400)) == (300, 100)
    assert layer.weight_fans("bias", (400,)) is None
    # 120 000 draws of variance 2 / (300 + 100); with the pieces it were 2 / 700.
    np.testing.assert_allclose(np.var(to_numpy(layer.kernel)), 2 / 400, rtol=0.02)


@pytest.mark.parametrize(
    "dtype", ["float16", "bfloat16", "mixed_float16", "mixed_bfloat16"]
)
def test_half_precision(dtype):
    layer = MaxoutDense(3, num_pieces=4, dtype=dtype)
    output = layer(np.ones((2, 4)))
    assert keras.backend.standardize_dtype(output.dtype) == dtype.split("_")[-1]
    stored = "float32" if dtype.startswith("mixed") else dtype
    assert keras.backend.standardize_dtype(layer.kernel.dtype) == stored
    kernel, bias = map(to_numpy, layer.weights)
    expected = np.max(
        (np.ones((1, 4)) @ kernel + bias).reshape(4, 3), axis=0, keepdims=True
    )
    np.testing.assert_allclose(to_numpy(output)[:1], expected, atol=0.05)


def test_regularizers_and_constraints_act():
    layer = MaxoutDense(
        3,
        kernel_regularizer="l2",
        bias_regularizer="l1",
        activity_regularizer="l2",
        kernel_constraint="non_neg",
        bias_constraint=keras.constraints.MaxNorm(1.0),
    )
    layer(np.ones((2, 4)))
    assert len(layer.losses) == 3
    assert isinstance(layer.kernel.constraint, keras.constraints.NonNeg)
    assert isinstance(layer.bias.constraint, keras.constraints.MaxNorm)


def test_config_survives_and_building_leaves_it_alone():
    layer = MaxoutDense(
        3, 4, False, "he_normal", "ones", "l1", "l2", "l1", "non_neg", "unit_norm"
    )
    before = layer.get_config()
    layer.build((None, 4))
    assert layer.get_config() == before
    assert MaxoutDense.from_config(before).get_config() == before


def test_saved_and_loaded(tmp_path):
    model = keras.Sequential([keras.Input((4,)), MaxoutDense(3, 2), Maxout(3)])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    x = normal(2, 4)
    np.testing.assert_array_equal(to_numpy(loaded(x)), to_numpy(model(x)))


@pytest.mark.parametrize("name", ["units", "num_pieces"])
@pytest.mark.parametrize("value", [0, -1, 2.0, True, "3", None])
def test_bad_counts_are_refused(name, value):
    message = f"`{name}` must be a positive integer. Received: {name}="
    with pytest.raises(ValueError, match=message):
        MaxoutDense(**{"units": 3, name: value})


def test_bad_bias_and_shape_are_refused():
    with pytest.raises(ValueError, match="`use_bias` must be True or False"):
        MaxoutDense(3, use_bias="no")
    with pytest.raises(ValueError, match="`input_shape` must be known along the last"):
        MaxoutDense(3).build((None, None))
