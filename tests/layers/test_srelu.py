import keras
import numpy as np
import pytest

from keras_nntricks.activations import gain
from keras_nntricks.layers import SReLU
from tests.backends import gradients, to_numpy

NAMES = ["t_left", "a_left", "t_right", "a_right"]


def normal(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def with_weights(*values, channels=1):
    layer = SReLU()
    layer.build((None, channels))
    layer.set_weights([np.full(channels, value) for value in values])
    return layer


def paper(x, t_left, a_left, t_right, a_right):
    right, left = t_right + a_right * (x - t_right), t_left + a_left * (x - t_left)
    return np.where(x >= t_right, right, np.where(x <= t_left, left, x))


def test_it_starts_as_a_leaky_relu():
    x = normal(50, 3) * 10
    np.testing.assert_allclose(
        to_numpy(SReLU()(x)), np.where(x > 0, x, 0.2 * x), rtol=1e-5, atol=1e-6
    )


def test_its_gain_is_that_of_its_start():
    np.testing.assert_allclose(gain(SReLU()), 1.3867504906, rtol=1e-8)
    # With flat ends at -1 and 1 it is a hard tanh.
    low = keras.initializers.Constant(-1.0)
    hard_tanh = SReLU(low, "zeros", "ones", "zeros")
    expected = gain(keras.activations.hard_tanh)
    np.testing.assert_allclose(gain(hard_tanh), expected, rtol=1e-8)


def test_weights_are_named_and_ordered_as_in_keras_contrib():
    layer = SReLU()
    layer.build((None, None, 7))
    assert [weight.name for weight in layer.weights] == NAMES
    assert {tuple(weight.shape) for weight in layer.weights} == {(1, 7)}


@pytest.mark.parametrize(
    "values",
    [
        (-1.0, 0.5, 1.0, 2.0),
        (0.0, 0.0, 0.5, 0.0),
        (-2.0, -1.0, -1.0, 0.3),
        (1, 3, 1, 2),
    ],
)
def test_it_is_the_function_of_the_paper(values):
    x = np.linspace(-5, 5, 41)[:, None]
    output = to_numpy(with_weights(*values)(x))
    np.testing.assert_allclose(output, paper(x, *values), rtol=1e-5, atol=1e-5)


def test_it_stays_continuous_when_the_bends_have_crossed():
    x = np.linspace(-4, 4, 8001)[:, None]
    output = to_numpy(with_weights(1.5, 0.3, -0.5, 0.6)(x))[:, 0]
    steps = np.diff(output) / np.diff(x[:, 0])
    # Slopes: 0.3 on the left, 0.3 + 0.6 - 1 between the bends, 0.6 on the right.
    assert steps.min() > -0.1 - 0.01
    assert steps.max() < 0.6 + 0.01


def test_each_weight_has_the_gradient_of_the_paper():
    x = keras.ops.convert_to_tensor([[-4.0], [-3.0], [0.5], [2.0], [5.0]])
    layer = with_weights(-1.0, 0.5, 1.0, 0.25)

    def total(*values):
        return keras.ops.sum(layer.stateless_call(values, [], x)[0])

    actual = np.ravel(gradients(total, layer.get_weights()))
    # t_left: 2 (1 - 0.5); a_left: -3 - 2; t_right: 2 (1 - 0.25); a_right: 1 + 4.
    np.testing.assert_allclose(actual, [1.0, -5.0, 1.5, 5.0], rtol=1e-6)


def test_right_bends_are_placed_where_the_data_are():
    x = normal(400, 3, 2) * [1.0, 10.0]
    layer = SReLU()
    layer.place_right_bends(x, quantile=0.8)
    expected = np.quantile(x, 0.8, axis=(0, 1))
    np.testing.assert_allclose(to_numpy(layer.t_right)[0], expected, rtol=1e-5)
    # With a slope of 1 right of the bend the function has not changed.
    output = to_numpy(layer(x))
    np.testing.assert_allclose(
        output, np.where(x > 0, x, 0.2 * x), rtol=1e-5, atol=1e-5
    )


@pytest.mark.parametrize("quantile", [-0.1, 1.5, "most", None, float("nan")])
def test_a_bad_quantile_is_refused(quantile):
    message = r"`quantile` must be a number in \[0, 1\]. Received: quantile="
    with pytest.raises(ValueError, match=message):
        SReLU().place_right_bends(np.ones((2, 3)), quantile)


def test_frozen_it_trains_as_a_leaky_relu():
    layer = SReLU(trainable=False)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3), layer])
    model.compile("sgd", "mse")
    before = layer.get_weights()
    model.fit(normal(8, 4), normal(8, 3), verbose=0)
    np.testing.assert_array_equal(layer.get_weights(), before)


def test_the_config_survives_json(tmp_path):
    uniform = keras.initializers.RandomUniform(0, 1, seed=2)
    layer = SReLU(a_left_initializer=uniform, shared_axes=[1])
    model = keras.Sequential([keras.Input((2, 3)), layer])
    again = keras.models.model_from_json(model.to_json()).layers[0]
    assert again.get_config() == layer.get_config()
    assert isinstance(again.a_left_initializer, keras.initializers.RandomUniform)


@pytest.mark.parametrize(
    "values", [(-1.0, 0.01, 1.0, 0.01), (-3.0, 0.5, 100.0, 0.02), (1.5, 0.3, -0.5, 0.6)]
)
def test_half_precision_rounds_the_output_only(values):
    layer = SReLU(dtype="mixed_bfloat16")
    layer.build((None, 1))
    layer.set_weights([np.full(1, value) for value in values])
    x = np.array([[-300.0], [-7.0], [-1.0], [0.5], [3.0], [130.0], [500.0]])
    t_left, a_left, t_right, a_right = values
    above, below = np.maximum(x - t_right, 0), np.maximum(t_left - x, 0)
    expected = x + (a_right - 1) * above + (1 - a_left) * below
    outputs = layer(x)
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    np.testing.assert_allclose(to_numpy(outputs), expected, rtol=2**-8)


def test_infinity_stays_infinite_and_not_a_number_stays_so():
    x = np.array([[-np.inf], [np.inf], [np.nan]])
    for values in [(0.0, 0.2, 1.0, 1.0), (-1.0, 0.5, 1.0, 2.0)]:
        np.testing.assert_array_equal(to_numpy(with_weights(*values)(x)), x)


@pytest.mark.parametrize(
    ("values", "slopes"),
    [
        ((-1.0, 0.5, 1.0, 0.25), [0.5, 1.0, 1.0, 1.0, 0.25, 0.25]),
        # Crossed: right of -1 and left of 1 the slope is 0.5 + 0.25 - 1.
        ((1.0, 0.5, -1.0, 0.25), [0.5, 0.5, -0.25, 0.25, 0.25, 0.25]),
    ],
)
def test_slopes_at_and_around_the_bends(values, slopes):
    x = np.array([[-np.inf], [-1.0], [0.0], [1.0], [2.0], [np.inf]])
    layer = with_weights(*values)
    (actual,) = gradients(lambda t: keras.ops.sum(layer(t)[:, 0]), [x])
    np.testing.assert_allclose(actual[:, 0], slopes, rtol=1e-6)


@pytest.mark.parametrize("shape", [(5, 4), (5, 2, 3), (5,)])
def test_bends_are_not_placed_by_inputs_of_another_shape(shape):
    layer = SReLU()
    layer.build((None, 3))
    message = r"`inputs` must be of rank 2 and of the sizes \{1: 3\} along these axes"
    with pytest.raises(ValueError, match=message):
        layer.place_right_bends(np.ones(shape))
