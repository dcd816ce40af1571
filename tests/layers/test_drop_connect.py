import math

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.layers import DropConnect
from tests.backends import to_numpy


def normal(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


LAYERS = {
    "dense": (lambda: layers.Dense(3, use_bias=False), (2, 4)),
    "1D": (
        lambda: layers.Conv1D(2, 2, padding="causal", dilation_rate=2),
        (4, 2),
    ),
    "2D": (
        lambda: layers.Conv2D(2, (3, 2), strides=2, padding="same", activation="relu"),
        (4, 5, 2),
    ),
    "grouped": (
        lambda: layers.Conv2D(4, (2, 1), groups=2, dilation_rate=(2, 1)),
        (4, 2, 4),
    ),
    "3D": (lambda: layers.Conv3D(2, (1, 2, 1)), (2, 2, 2, 2)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_each_example_has_weights_of_its_own_from_which_some_are_missing(name):
    # The outputs are those of the plain layer for the kernels that were drawn;
    # outside training, for its own.
    make, shape = LAYERS[name]
    wrapper, inputs = DropConnect(make(), 0.5, seed=7), normal(2, *shape)
    wrapper.build(inputs.shape)
    inner = wrapper.layer
    weights = [normal(*w.shape) for w in inner.weights]
    inner.set_weights(weights)
    np.testing.assert_allclose(
        to_numpy(wrapper(inputs)), to_numpy(inner(inputs)), atol=1e-5
    )
    outputs = to_numpy(wrapper(inputs, training=True))
    seed = keras.random.SeedGenerator(7)
    draws = [
        keras.random.uniform((2, *w.shape), dtype="float32", seed=seed) for w in weights
    ]
    for example in range(2):
        kept = [to_numpy(draw)[example] >= 0.5 for draw in draws]
        inner.set_weights([2 * w * k for w, k in zip(weights, kept, strict=True)])
        expected = to_numpy(inner(inputs[example : example + 1]))
        np.testing.assert_allclose(outputs[example : example + 1], expected, atol=1e-4)


def test_mean_and_variance_of_training_are_those_of_the_formula():
    kernel, bias = np.array([[1.0], [-2.0]], "float32"), np.array([3.0], "float32")
    wrapper = DropConnect(layers.Dense(1), 0.2, seed=1)
    wrapper.build((None, 2))
    wrapper.layer.set_weights([kernel, bias])
    x = np.tile(np.array([[2.0, 1.0]], "float32"), (20000, 1))
    outputs = to_numpy(wrapper(x, training=True))
    variance = 0.2 / 0.8 * (2.0**2 + 2.0**2 + 3.0**2)
    assert outputs.mean() == pytest.approx(3.0, abs=5 * math.sqrt(variance / 20000))
    assert outputs.var() == pytest.approx(variance, rel=0.05)


def test_a_bias_may_be_kept():
    wrapper = DropConnect(
        layers.Dense(1, bias_initializer="ones"), 0.5, drop_bias=False
    )
    outputs = to_numpy(wrapper(np.zeros((50, 2)), training=True))
    np.testing.assert_array_equal(outputs, 1.0)
    dropped = DropConnect(layers.Dense(1, bias_initializer="ones"), 0.5)
    outputs = to_numpy(dropped(np.zeros((50, 2)), training=True))
    np.testing.assert_array_equal(np.unique(outputs), [0.0, 2.0])


def rectified_normal(mean, deviation):
    """E max(u, 0) of u ~ N(mean, deviation^2), in closed form."""
    z = mean / deviation
    density = math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return mean * (1 + math.erf(z / math.sqrt(2))) / 2 + deviation * density


@pytest.mark.parametrize("bias", [0.0, 1.5, -2.0])
def test_moments_give_the_mean_of_relu_in_closed_form(bias):
    inner = layers.Dense(2, "relu", kernel_initializer="ones")
    wrapper = DropConnect(inner, 0.5, "moments", num_samples=64)
    wrapper.build((None, 3))
    inner.bias.assign([bias, bias])
    outputs = to_numpy(wrapper(np.array([[1.0, -3.0, 2.0]])))
    expected = rectified_normal(bias, math.sqrt(1 + 9 + 4 + bias**2))
    np.testing.assert_allclose(outputs, expected, rtol=2e-3)


def test_moments_are_nearer_to_the_mean_over_masks_than_the_mean_weights():
    inner = layers.Dense(1, "relu")
    mean, moments = (
        DropConnect(inner, 0.5, kind, seed=1) for kind in ("mean", "moments")
    )
    x = normal(1, 40)
    drawn = mean(np.repeat(x, 4000, axis=0), training=True)
    expected = to_numpy(drawn).mean()
    errors = [abs(float(to_numpy(w(x))[0, 0]) - expected) for w in (moments, mean)]
    assert errors[0] < errors[1] / 2


@pytest.mark.parametrize("activation", [None, "softmax"])
def test_moments_of_layers_that_are_no_rectifiers(activation):
    wrapper = DropConnect(layers.Dense(4, activation), 0.5, "moments", num_samples=16)
    outputs = to_numpy(wrapper(normal(3, 5)))
    if activation is None:
        np.testing.assert_allclose(
            outputs, to_numpy(wrapper.layer(normal(3, 5))), atol=1e-5
        )
    else:
        np.testing.assert_allclose(outputs.sum(axis=-1), 1.0, rtol=1e-5)
        assert np.abs(outputs - to_numpy(wrapper.layer(normal(3, 5)))).max() > 1e-3


def test_large_inputs_do_not_overflow_in_float16():
    wrapper = DropConnect(
        layers.Dense(2, "relu", dtype="mixed_float16"), 0.5, "moments"
    )
    outputs = to_numpy(wrapper(np.full((1, 3), 1000.0)))
    assert np.isfinite(outputs).all()
    assert outputs.any()


def test_sequences_of_unknown_length():
    inputs = keras.Input((None, 2))
    outputs = DropConnect(layers.Conv1D(3, 2), 0.5)(inputs)
    model = keras.Model(inputs, outputs)
    model.compile("sgd", "mse")
    loss = model.train_on_batch(normal(2, 5, 2), np.zeros((2, 4, 3)))
    assert np.isfinite(loss)


def test_channels_first_is_computed_channels_last():
    last = DropConnect(layers.Conv2D(3, 2), 0.5, seed=2)
    x = normal(2, 4, 5, 2)
    expected = to_numpy(last(x, training=True))
    first = DropConnect(layers.Conv2D(3, 2, data_format="channels_first"), 0.5, seed=2)
    first.build((None, 2, 4, 5))
    first.set_weights(last.get_weights())
    outputs = to_numpy(first(np.moveaxis(x, -1, 1).copy(), training=True))
    np.testing.assert_allclose(np.moveaxis(outputs, 1, -1), expected, atol=1e-5)


def test_penalties_of_the_layer_count():
    wrapper = DropConnect(layers.Dense(2, kernel_regularizer="l2"), 0.5)
    wrapper(normal(3, 4))
    assert len(wrapper.losses) == 1


class Odd(layers.Dense):
    pass


@pytest.mark.parametrize(
    "layer",
    [layers.Dropout(0.5), layers.EinsumDense("ab,bc->ac", 3), Odd(3), "dense"],
)
def test_other_layers_are_refused(layer):
    with pytest.raises(ValueError, match="`layer` must be Dense, Conv1D, Conv2D or"):
        DropConnect(layer, 0.5)


def test_what_it_cannot_keep_is_refused():
    with pytest.raises(
        ValueError, match="`layer` must be without activity_regularizer"
    ):
        DropConnect(layers.Dense(2, activity_regularizer="l2"), 0.5)
    built = layers.Dense(2)
    built.build((None, 3))
    with pytest.raises(ValueError, match="`dtype` must be that of the built layer"):
        DropConnect(built, 0.5, dtype="mixed_float16")
