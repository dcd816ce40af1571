import keras
import numpy as np
import pytest

from keras_nntricks.calibration import weight_norm_init
from keras_nntricks.layers import MaxoutDense, WeightNorm
from tests.backends import to_numpy


def normal(*shape, seed=0):
    return (2 * np.random.default_rng(seed).normal(size=shape) + 1).astype("float32")


def output_before_activation(wrapper, inputs):
    wrapper.layer.activation = keras.activations.linear
    return to_numpy(wrapper(inputs))


WRAPPED = {
    "dense": (lambda: keras.layers.Dense(5, activation="relu"), (6,), -1),
    "conv": (lambda: keras.layers.Conv2D(4, 3, activation="relu"), (6, 6, 2), -1),
    "depthwise": (
        lambda: keras.layers.DepthwiseConv2D(3, depth_multiplier=2),
        (6, 6, 2),
        -1,
    ),
    "transposed": (lambda: keras.layers.Conv1DTranspose(3, 3, strides=2), (5, 2), -1),
    "einsum": (
        lambda: keras.layers.EinsumDense("abc,cd->abd", (None, 3), bias_axes="d"),
        (4, 2),
        -1,
    ),
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_each_channel_has_mean_zero_and_deviation_one_exactly(kind):
    make, shape, axis = WRAPPED[kind]
    wrapper, x = WeightNorm(make()), normal(64, *shape)
    model = keras.Sequential([keras.Input(shape), wrapper])
    wrapper.layer.kernel.assign(7 * to_numpy(wrapper.layer.kernel))  # ||v|| is not 1
    weight_norm_init(model, x)
    y = output_before_activation(wrapper, x)
    positions = tuple(a for a in range(y.ndim) if a != axis % y.ndim)
    np.testing.assert_allclose(np.mean(y, axis=positions), 0, atol=1e-6)
    np.testing.assert_allclose(np.std(y, axis=positions), 1, atol=1e-6)


def test_scale_and_bias_are_those_of_the_paper():
    wrapper, x = WeightNorm(keras.layers.Dense(3)), normal(32, 4)
    model = keras.Sequential([keras.Input((4,)), wrapper])
    v = to_numpy(wrapper.layer.kernel)
    weight_norm_init(model, x)
    t = x @ (v / np.linalg.norm(v, axis=0))
    np.testing.assert_allclose(to_numpy(wrapper.scale), 1 / t.std(axis=0), rtol=1e-5)
    bias = -t.mean(axis=0) / t.std(axis=0)
    np.testing.assert_allclose(to_numpy(wrapper.layer.bias), bias, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(to_numpy(wrapper.layer.kernel), v)


def test_mixed_precision_starts_the_float32_weights():
    layer = keras.layers.Dense(3, dtype="mixed_float16")
    model = keras.Sequential([keras.Input((4,)), WeightNorm(layer)])
    x = normal(64, 4)
    weight_norm_init(model, x)
    y = to_numpy(model(x))
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=5e-3)
    np.testing.assert_allclose(y.std(axis=0), 1, atol=5e-3)


def test_statistics_without_the_norm_would_be_wrong():
    # What TensorFlow Addons does: the statistics of v x, whatever the length of v.
    x, v = normal(256, 4), 3 * normal(4, 2, seed=1)
    wrong = (x @ (v / np.linalg.norm(v, axis=0))) / np.std(x @ v, axis=0)
    np.testing.assert_allclose(
        np.std(wrong, axis=0), 1 / np.linalg.norm(v, axis=0), rtol=1e-5
    )


def branches():
    inputs = keras.Input((4,))
    shared = WeightNorm(keras.layers.Dense(4, activation="tanh"), name="shared")
    x = shared(shared(inputs))
    side = WeightNorm(keras.layers.Dense(3, use_bias=False), name="side")(x)
    plain = keras.layers.Dense(3, name="plain")(x)
    out = WeightNorm(keras.layers.Dense(2), name="out")
    return keras.Model(inputs, out(keras.layers.Add()([side, plain])))


def test_layers_start_in_the_order_of_the_calls():
    model, x = branches(), normal(64, 4)
    plain = model.get_layer("plain").get_weights()
    report = weight_norm_init(model, x)
    assert [row.layer for row in report.rows] == ["shared", "side", "out"]
    assert "first call" in report["shared"].note
    assert "no bias" in report["side"].note
    y = to_numpy(model(x))
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=0), 1, atol=1e-5)
    assert report["out"].after_std == pytest.approx(1, abs=1e-6)
    for old, new in zip(plain, model.get_layer("plain").get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.second = WeightNorm(keras.layers.Dense(2), name="second")
        self.parts = [WeightNorm(keras.layers.Dense(3), name="first")]

    def call(self, inputs):
        return self.second(keras.ops.relu(self.parts[0](inputs)))


def test_a_subclassed_model():
    model, x = Subclassed(), normal(32, 4)
    model(x)
    report = weight_norm_init(model, x)
    assert [row.layer for row in report.rows] == ["first", "second"]
    np.testing.assert_allclose(to_numpy(model(x)).std(axis=0), 1, atol=1e-5)


def test_constant_channels_and_frozen_layers_are_left_alone():
    wrapper, x = WeightNorm(keras.layers.Dense(2), name="a"), normal(32, 3)
    x[:, 0] = 1.0
    frozen = WeightNorm(keras.layers.Dense(2), name="frozen", trainable=False)
    model = keras.Sequential([keras.Input((3,)), wrapper, frozen])
    wrapper.layer.kernel.assign([[2.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    wrapper.scale.assign([2.0, 2.0])
    before = frozen.get_weights()
    report = weight_norm_init(model, x)
    assert report["a"].note == "1 constant channels left alone"
    assert report["frozen"].note == "frozen: left alone"
    assert to_numpy(wrapper.scale)[0] == 2.0
    for old, new in zip(before, frozen.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_nothing_changes_if_it_fails():
    model, x = branches(), normal(8, 4)
    model.get_layer("out").layer.kernel.assign(np.zeros((3, 2)))
    before = model.get_weights()
    with pytest.raises(ValueError, match=r"`batch` must be such that an output of"):
        weight_norm_init(model, x)
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


@pytest.mark.parametrize(
    "layer",
    [
        keras.layers.Dense(2),
        WeightNorm(MaxoutDense(2)),
        WeightNorm(keras.layers.EinsumDense("ab,bcd->acd", (3, 2))),
    ],
)
def test_refuses_models(layer):
    model = keras.Sequential([keras.Input((3,)), layer])
    with pytest.raises(ValueError, match=r"`model` must be .*WeightNorm layer"):
        weight_norm_init(model, normal(8, 3))


def test_refuses_an_unbuilt_model_and_one_example():
    with pytest.raises(ValueError, match="`model` must be a built"):
        weight_norm_init(keras.Sequential(), normal(8, 3))
    model = keras.Sequential([keras.Input((3,)), WeightNorm(keras.layers.Dense(2))])
    with pytest.raises(ValueError, match="`batch` must be"):
        weight_norm_init(model, normal(1, 3))
