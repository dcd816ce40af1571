import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.calibration import krahenbuhl
from keras_nntricks.calibration._equal_rates import equalise_rates
from keras_nntricks.calibration._gradients import gradients
from keras_nntricks.calibration._weight_layers import kernels_below
from keras_nntricks.layers import MaxoutDense
from tests.backends import to_numpy
from tests.calibration.made_models import batch


def chain(*parts, shape=(6,)):
    return keras.Sequential([keras.Input(shape), *parts])


def relu_chain():
    """Layers of very different pace, with biases."""
    scales = (0.1, 5.0, 0.5)
    made = [
        layers.Dense(
            8,
            activation="relu" if scale < 1 else None,
            kernel_initializer=keras.initializers.RandomNormal(stddev=scale),
            bias_initializer=keras.initializers.RandomNormal(stddev=scale),
            name=f"dense_{place}",
        )
        for place, scale in enumerate(scales)
    ]
    return chain(*made[:2], layers.ReLU(), made[2])


def test_each_channel_gets_the_target_mean_and_deviation_1():
    model = relu_chain()
    krahenbuhl(model, batch(), target_mean=0.1, max_iterations=0)
    values = batch().astype("float64")
    for layer in model.layers:
        if layer.weights:
            kernel, bias = map(to_numpy, layer.weights)
            values = values @ kernel + bias
            np.testing.assert_allclose(values.mean(axis=0), 0.1, atol=1e-5)
            np.testing.assert_allclose(values.std(axis=0), 1, atol=1e-5)
        values = np.maximum(values, 0)


MADE = {
    "grouped": (lambda: layers.Conv2D(6, 3, groups=2), (5, 5, 4)),
    "depthwise": (lambda: layers.DepthwiseConv1D(3, depth_multiplier=2), (5, 3)),
    "transposed": (lambda: layers.Conv1DTranspose(5, 3, strides=2), (6, 4)),
    "heads": (
        lambda: layers.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de"),
        (4, 5),
    ),
    "groups last": (
        lambda: layers.EinsumDense("bgi,oig->bgo", (5, 3), bias_axes="go"),
        (5, 4),
    ),
    "groups behind": (
        lambda: layers.EinsumDense("big,goi->bog", (3, 5), bias_axes="og"),
        (4, 5),
    ),
    "maxout": (lambda: MaxoutDense(6, num_pieces=3), (5,)),
}


@pytest.mark.parametrize("kind", MADE)
def test_channels_of_other_layers(kind):
    make, shape = MADE[kind]
    model = chain(make(), shape=shape)
    inputs = batch(16, shape)
    krahenbuhl(model, inputs, max_iterations=0)
    outputs = to_numpy(model(inputs))
    last = 2 if kind == "heads" or "groups" in kind else 1
    axes = tuple(range(outputs.ndim - last))
    np.testing.assert_allclose(outputs.mean(axis=axes), 0, atol=1e-4)
    np.testing.assert_allclose(outputs.std(axis=axes), 1, atol=1e-4)


def _ratio(layer, found):
    kernel = to_numpy(layer.kernel)
    gradient = found[id(layer.kernel)]
    return np.sqrt(np.mean(gradient**2) / np.mean(kernel**2))


def test_ratios_become_equal_and_the_function_stays():
    model = relu_chain()
    krahenbuhl(model, batch(), max_iterations=0)
    first = to_numpy(model(batch()))
    found = gradients(model, batch(), 0)
    before = [_ratio(layer, found) for layer in model.layers if layer.weights]
    report = krahenbuhl(model, batch())
    found = gradients(model, batch(), 0)
    after = [_ratio(layer, found) for layer in model.layers if layer.weights]
    assert max(before) / min(before) > 1.5
    np.testing.assert_allclose(after, np.exp(np.mean(np.log(before))), rtol=1e-3)
    np.testing.assert_allclose(to_numpy(model(batch())), first, atol=1e-4)
    assert [row.iterations for row in report.rows] == [1, 1, 1]


def test_a_layer_called_twice_counts_twice():
    inputs = keras.Input((6,))
    shared = layers.Dense(6, activation="relu", name="shared")
    outputs = layers.Dense(3, name="last")(shared(shared(inputs)))
    model = keras.Model(inputs, outputs)
    before = to_numpy(model(batch()))
    kernels = kernels_below(model)
    steps, history = equalise_rates(model, batch(), kernels, [[*kernels]], 0.01, 10, 0)
    assert steps == 1
    assert abs(history[shared][-1] / history[model.get_layer("last")][-1] - 1) < 0.01
    np.testing.assert_allclose(to_numpy(model(batch())), before, rtol=1e-4, atol=1e-5)


def test_a_residual_branch_does_not_vanish():
    inputs = keras.Input((6,))
    branch = layers.Dense(12, activation="relu", name="inner")(inputs)
    x = layers.Add()([inputs, layers.Dense(6, name="outer")(branch)])
    model = keras.Model(inputs, layers.Dense(3, name="last")(x))
    report = krahenbuhl(model, batch())
    assert abs(report["outer"].after_std - 1) < 1e-3
    assert report["inner"].note.split()[-1] == report["outer"].note.split()[-1]


class Dropped(keras.Model):
    """Passes `training` to none of its layers, which get it all the same."""

    def __init__(self):
        super().__init__()
        self.first = layers.Dense(5, kernel_regularizer="l2", name="first")
        self.drop, self.norm = layers.Dropout(0.5), layers.BatchNormalization()

    def call(self, inputs):
        return self.norm(self.drop(self.first(inputs)))


def test_the_gradient_is_that_of_inference_without_penalties():
    model = Dropped()
    model(batch())
    before = [to_numpy(variable) for variable in model.variables]
    found = gradients(model, batch(), 3)
    directions = np.random.default_rng(3).normal(size=(64, 5)).astype("float32")
    expected = batch().astype("float64").T @ directions / 64 / np.sqrt(1.001)
    np.testing.assert_allclose(found[id(model.first.kernel)], expected, atol=1e-5)
    for old, variable in zip(before, model.variables, strict=True):
        assert np.array_equal(to_numpy(variable), old)


def test_what_is_left_is_said():
    zero = layers.Dense(4, use_bias=False, kernel_initializer="zeros", name="zero")
    model = chain(layers.Dense(8, use_bias=False, name="first"), zero)
    report = krahenbuhl(model, batch())
    assert "no bias" in report["first"].note
    assert "no gradient" in report["first"].note
    assert "zero: left alone" in report["zero"].note
    dead = chain(layers.ReLU(max_value=0), layers.Dense(3, name="dead"))
    assert "3 channels do not vary" in krahenbuhl(dead, batch())["dead"].note


def test_a_bias_that_is_none_per_channel_keeps_the_mean():
    dense = layers.EinsumDense("btd,de->bte", (1, 5), bias_axes="te", name="a")
    report = krahenbuhl(chain(dense, shape=(1, 4)), batch(16, (1, 4)))
    assert "the mean is left" in report["a"].note


def test_frozen_and_shared_layers_are_noted_as_such():
    frozen = layers.Dense(6, trainable=False, name="frozen")
    shared = layers.Dense(6, name="shared")
    inputs = keras.Input((6,))
    model = keras.Model(inputs, shared(shared(frozen(inputs))))
    report = krahenbuhl(model, batch())
    assert report["frozen"].note == "frozen: left alone"
    assert report["shared"].note.endswith("called again: calibrated at its first call")


def test_mixed_precision():
    model = chain(
        layers.Dense(8, activation="relu", dtype="mixed_float16"),
        layers.Dense(4, dtype="mixed_float16"),
    )
    report = krahenbuhl(model, 300 * batch(), max_iterations=3)
    assert abs(report.rows[1].after_std - 1) < 0.02
    assert "no gradient" not in str(report)
