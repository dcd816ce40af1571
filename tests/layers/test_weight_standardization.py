import keras
import numpy as np
import pytest

from keras_nntricks.layers import WeightStandardization
from tests.backends import to_numpy
from tests.layers.test_weight_norm import KINDS, normal


@pytest.mark.parametrize("kind", KINDS)
def test_the_weights_of_each_output_have_mean_zero_and_variance_one(kind):
    make, shape, summed = KINDS[kind]
    wrapper = WeightStandardization(make(), epsilon=1e-12)
    wrapper.build((None, *shape))
    kernel = to_numpy(wrapper.kernel)
    np.testing.assert_allclose(np.mean(kernel, axis=summed), 0, atol=1e-5)
    np.testing.assert_allclose(np.var(kernel, axis=summed), 1, rtol=1e-4)


def test_epsilon_stands_under_the_root_of_the_biased_variance():
    wrapper = WeightStandardization(keras.layers.Dense(1), epsilon=3.0)
    wrapper.build((None, 2))
    wrapper.layer.kernel.assign([[1.0], [3.0]])  # mean 2, biased variance 1
    np.testing.assert_allclose(to_numpy(wrapper.kernel), [[-0.5], [0.5]], rtol=1e-6)


@pytest.mark.parametrize(
    ("activation", "gamma"),
    [
        (None, 1.0),
        ("relu", 1.7128585504),
        ("silu", 1.7871872221),
        (keras.activations.tanh, 1.5925374197),
        (keras.layers.ReLU(), 1.7128585504),
        (1.5, 1.5),
    ],
)
def test_scaled_kernels_have_the_variance_of_the_paper(activation, gamma):
    layer = keras.layers.Conv2D(3, 2)
    wrapper = WeightStandardization(layer, scaled=True, input_activation=activation)
    wrapper.build((None, 4, 4, 5))
    v = to_numpy(layer.kernel)
    centered = v - np.mean(v, axis=(0, 1, 2))
    unit = centered / np.sqrt(np.var(v, axis=(0, 1, 2)) + 1e-6)
    expected = unit * gamma / np.sqrt(20)
    np.testing.assert_allclose(to_numpy(wrapper.kernel), expected, rtol=1e-4, atol=1e-6)
    again = WeightStandardization.from_config(wrapper.get_config())
    again.build((None, 4, 4, 5))
    again.set_weights(wrapper.get_weights())
    np.testing.assert_allclose(to_numpy(again.kernel), expected, rtol=1e-4, atol=1e-6)


def test_the_activation_of_the_inputs_is_not_applied():
    layer = keras.layers.Dense(1, use_bias=False)
    wrapper = WeightStandardization(layer, scaled=True, input_activation="relu")
    x = normal(4, 3)
    outputs = to_numpy(wrapper(x))
    np.testing.assert_allclose(outputs, x @ to_numpy(wrapper.kernel), rtol=1e-4)
    assert wrapper.get_config()["input_activation"] == "relu"
    with pytest.raises(ValueError, match="Unrecognized keyword"):
        WeightStandardization(keras.layers.Dense(1), scaled=True, activation="relu")


def test_the_gain_is_learned_per_output():
    wrapper = WeightStandardization(keras.layers.Dense(3), scaled=True)
    wrapper.build((None, 8))
    before = to_numpy(wrapper.kernel)
    wrapper.gain.assign([1.0, 2.0, -3.0])
    after = to_numpy(wrapper.kernel)
    np.testing.assert_allclose(after, before * [1, 2, -3], rtol=1e-5, atol=1e-7)


def test_a_strided_transposed_convolution_counts_what_an_output_sees():
    layer = keras.layers.Conv2DTranspose(3, 4, strides=2)
    wrapper = WeightStandardization(layer, scaled=True)
    wrapper.build((None, 4, 4, 5))
    variance = np.var(to_numpy(wrapper.kernel), axis=(0, 1, 3))
    np.testing.assert_allclose(variance, 4 / (4 * 4 * 5), rtol=1e-3)


def test_the_signal_keeps_its_variance_through_many_layers():
    layers = [
        WeightStandardization(
            keras.layers.Dense(256, activation="relu"),
            scaled=True,
            input_activation="relu" if depth else None,
        )
        for depth in range(12)
    ]
    x = normal(128, 256)
    model = keras.Sequential([keras.Input((256,)), *layers])
    outputs = to_numpy(model(x))
    # Var relu(z) of a standard normal z, within what 256 units scatter.
    assert np.mean(np.var(outputs, axis=0)) == pytest.approx(0.3408, rel=0.25)


def test_statistics_are_those_of_the_float32_variable_in_mixed_precision():
    layer = keras.layers.Dense(1, use_bias=False, dtype="mixed_float16")
    wrapper = WeightStandardization(layer, epsilon=1e-12)
    wrapper.build((None, 2))
    layer.kernel.assign([[100.0], [100.01]])  # the same number in float16
    outputs = to_numpy(wrapper(np.array([[0.0, 1.0]])))
    np.testing.assert_allclose(outputs, [[1.0]], rtol=1e-3)


def test_refuses_outputs_of_a_single_weight():
    wrapper = WeightStandardization(keras.layers.DepthwiseConv2D(1))
    with pytest.raises(ValueError, match=r"`layer` must be a layer with two or more"):
        wrapper.build((None, 4, 4, 3))
