import keras
import numpy as np
import pytest

from keras_nntricks.layers import Maxout, MaxoutConv1D, MaxoutConv2D, MaxoutConv3D
from tests.backends import gradients, to_numpy


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def shaken(layer, shape):
    """Built, with biases that are not zero."""
    layer.build((None, *shape[1:]))
    layer.set_weights([normal(*w.shape, seed=i) for i, w in enumerate(layer.weights)])
    return layer


def assert_is_conv_then_maxout(layer, conv, maxout, x):
    shaken(layer, x.shape)
    conv.build(x.shape)
    conv.set_weights(layer.get_weights())
    expected = to_numpy(maxout(conv(x)))
    actual = to_numpy(layer(x))
    assert layer.compute_output_shape((None, *x.shape[1:]))[1:] == expected.shape[1:]
    np.testing.assert_allclose(actual, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("make", "keras_make", "sizes", "arguments"),
    [
        (MaxoutConv1D, keras.layers.Conv1D, (7,), {"use_bias": False}),
        (MaxoutConv2D, keras.layers.Conv2D, (6, 5), {"strides": 2, "padding": "same"}),
        (MaxoutConv3D, keras.layers.Conv3D, (4, 5, 4), {"dilation_rate": 2}),
    ],
)
@pytest.mark.parametrize("layout", ["strided", "contiguous"])
def test_it_is_a_convolution_of_all_pieces_and_maxout(
    make, keras_make, sizes, arguments, layout
):
    assert_is_conv_then_maxout(
        make(2, 2, 3, layout=layout, **arguments),
        keras_make(6, 2, **arguments),
        Maxout(3, layout=layout),
        normal(2, *sizes, 3),
    )


def test_causal():
    conv = keras.layers.Conv1D(6, 3, padding="causal", dilation_rate=2)
    layer = MaxoutConv1D(2, 3, 3, padding="causal", dilation_rate=2)
    x = normal(2, 7, 4)
    assert_is_conv_then_maxout(layer, conv, Maxout(3), x)
    later = x.copy()
    later[:, 5:] += 1.0
    before, after = to_numpy(layer(x)), to_numpy(layer(later))
    np.testing.assert_array_equal(before[:, :5], after[:, :5])
    assert np.all(np.any(before[:, 5:] != after[:, 5:], axis=-1))


@pytest.mark.parametrize("layout", ["strided", "contiguous"])
def test_all_pieces_of_a_filter_belong_to_one_group(layout):
    x = normal(2, 6, 4)
    layer = shaken(MaxoutConv1D(6, 2, 3, groups=2, layout=layout), x.shape)
    kernel, bias = map(to_numpy, layer.weights)
    assert kernel.shape == (2, 2, 18)
    outputs = []
    for group in range(2):
        alone = MaxoutConv1D(3, 2, 3, layout=layout)
        alone.build((None, 6, 2))
        own = slice(9 * group, 9 * (group + 1))
        alone.set_weights([kernel[..., own], bias[own]])
        outputs.append(to_numpy(alone(x[..., 2 * group : 2 * group + 2])))
    expected = np.concatenate(outputs, axis=-1)
    np.testing.assert_allclose(to_numpy(layer(x)), expected, rtol=1e-4, atol=1e-5)


def test_unknown_sizes():
    inputs = keras.Input((None, None, 3))
    layer = MaxoutConv2D(4, 3, padding="same")
    model = keras.Model(inputs, layer(inputs))
    assert model.output.shape == (None, None, None, 4)
    assert tuple(model(normal(2, 5, 6, 3)).shape) == (2, 5, 6, 4)


def test_one_piece_is_a_convolution():
    conv, layer = keras.layers.Conv2D(4, 2), MaxoutConv2D(4, 2, num_pieces=1)
    assert_is_conv_then_maxout(layer, conv, Maxout(1), normal(2, 4, 4, 3))


def test_equal_pieces_share_the_gradient():
    layer = MaxoutConv1D(1, 1, num_pieces=2, use_bias=False)
    layer.build((1, 1, 1))
    x = keras.ops.full((1, 1, 1), 3.0)

    def output(kernel):
        return keras.ops.sum(layer.stateless_call([kernel], [], x)[0])

    (gradient,) = gradients(output, [np.ones((1, 1, 2))])
    np.testing.assert_allclose(gradient, [[[1.5, 1.5]]], rtol=1e-6)


def test_config_survives_and_building_leaves_it_alone():
    layer = MaxoutConv2D(
        4, 2, 3, 2, "same", "channels_last", 1, 2, False, layout="contiguous"
    )
    before = layer.get_config()
    layer.build((None, 5, 5, 4))
    assert layer.get_config() == before
    assert before["filters"] == 4
    assert "activation" not in before
    again = MaxoutConv2D.from_config(before)
    again.build((None, 5, 5, 4))
    assert again.get_config() == before
    assert again.kernel.shape == layer.kernel.shape


def test_lora(tmp_path):
    model = keras.Sequential([keras.Input((5, 5, 3)), MaxoutConv2D(4, 2, 3)])
    layer, x = model.layers[0], normal(2, 5, 5, 3)
    before = to_numpy(model(x))
    layer.enable_lora(2)
    names = [weight.name for weight in layer.trainable_weights]
    assert sorted(names) == ["bias", "lora_kernel_a", "lora_kernel_b"]
    np.testing.assert_allclose(to_numpy(model(x)), before, rtol=1e-5, atol=1e-6)
    layer.lora_kernel_b.assign(normal(2, 12))
    trained = to_numpy(model(x))
    assert not np.allclose(trained, before)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(to_numpy(loaded(x)), trained, rtol=1e-4, atol=1e-5)


def test_regularizers_and_constraints_act():
    layer = MaxoutConv2D(
        3,
        2,
        kernel_regularizer="l2",
        bias_regularizer="l1",
        activity_regularizer="l2",
        kernel_constraint="non_neg",
        bias_constraint=keras.constraints.MaxNorm(1.0),
    )
    layer(np.ones((2, 4, 4, 3)))
    assert len(layer.losses) == 3
    kernel = next(w for w in layer.weights if w.name == "kernel")
    assert isinstance(kernel.constraint, keras.constraints.NonNeg)
    assert isinstance(layer.bias.constraint, keras.constraints.MaxNorm)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"filters": 0}, "`filters` must be a positive integer. Received: filters=0"),
        ({"filters": True}, "`filters` must be a positive integer"),
        ({"num_pieces": 1.5}, "`num_pieces` must be a positive integer"),
        ({"groups": 3}, "`groups` must be a divisor of filters=4. Received: groups=3"),
        ({"use_bias": 1}, "`use_bias` must be True or False. Received: use_bias=1"),
        ({"layout": "last"}, "`layout` must be 'strided' or 'contiguous'. Received: "),
        ({"kernel_size": 0}, "kernel_size"),
        ({"padding": "causal"}, "padding"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        MaxoutConv2D(**{"filters": 4, "kernel_size": 2, **arguments})


def test_an_activation_is_refused():
    with pytest.raises(TypeError, match="activation"):
        MaxoutConv2D(4, 2, activation="relu")


def test_bad_shapes_are_refused_when_built():
    with pytest.raises(
        ValueError, match="`groups` must be a divisor of the 3 channels"
    ):
        MaxoutConv2D(4, 2, groups=2).build((None, 5, 5, 3))
    message = "`input_shape` must be known along the channel axis"
    with pytest.raises(ValueError, match=f"{message} 3"):
        MaxoutConv2D(4, 2).build((None, 5, 5, None))
    with pytest.raises(ValueError, match=f"{message} 1"):
        MaxoutConv2D(4, 2, data_format="channels_first").build((None, None, 5, 5))
