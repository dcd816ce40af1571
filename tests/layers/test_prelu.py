import keras
import numpy as np
import pytest

from keras_nntricks.activations import gain
from keras_nntricks.layers import PReLU
from tests.backends import gradients, to_numpy

POINTS = np.array([[-100.0, -1e-8, 0.0, 1e-8, 100.0]])


def normal(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_slopes_start_at_a_quarter():
    layer = PReLU()
    np.testing.assert_allclose(to_numpy(layer(POINTS))[0, [0, 2, 4]], [-25, 0, 100])
    np.testing.assert_array_equal(to_numpy(layer.alpha), 0.25)


@pytest.mark.parametrize("mode", ["forward", "backward"])
def test_its_gain_is_that_of_its_start(mode):
    np.testing.assert_allclose(gain(PReLU(), mode), 1.3719886811, rtol=1e-10)
    np.testing.assert_allclose(gain(PReLU("zeros"), mode), np.sqrt(2), rtol=1e-10)


@pytest.mark.parametrize("alpha", [0.25, -0.5, 1.5])
def test_the_gradient_at_zero_is_that_of_the_lower_branch(alpha):
    layer = PReLU(alpha_initializer=keras.initializers.Constant(alpha), shared_axes=1)
    layer.build(POINTS.shape)
    (gradient,) = gradients(lambda x: keras.ops.sum(layer(x)), [POINTS])
    np.testing.assert_allclose(gradient, [[alpha, alpha, alpha, 1, 1]])


def test_the_slope_gets_the_sum_of_the_negative_inputs():
    layer, x = PReLU(), normal(6, 3, 4)
    layer.build(x.shape)
    inputs = keras.ops.convert_to_tensor(x)

    def total(alpha):
        return keras.ops.sum(layer.stateless_call([alpha], [], inputs)[0])

    (gradient,) = gradients(total, [to_numpy(layer.alpha)])
    expected = np.minimum(x, 0).sum(axis=(0, 1))
    np.testing.assert_allclose(gradient[0], expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [([1, 2], None), ([1, 2], [1, 2]), (None, []), ([1, 2, 3], [1, 2, 3])],
)
def test_weights_of_keras_prelu_load(theirs, ours, tmp_path):
    x = normal(2, 3, 4, 5)
    layers = (keras.layers.PReLU(shared_axes=theirs), PReLU(shared_axes=ours))
    models = [keras.Sequential([keras.Input(x.shape[1:]), layer]) for layer in layers]
    alpha = layers[0].alpha
    alpha.assign(normal(*alpha.shape))
    models[0].save_weights(tmp_path / "keras.weights.h5")
    models[1].load_weights(tmp_path / "keras.weights.h5")
    expected = to_numpy(models[0](x))
    np.testing.assert_allclose(to_numpy(models[1](x)), expected, rtol=1e-5, atol=1e-6)


def test_infinities_and_not_a_number_pass():
    x = np.array([[-np.inf, np.nan, np.inf]])
    np.testing.assert_array_equal(to_numpy(PReLU()(x)), x)


def test_slopes_can_be_kept_from_weight_decay():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(3), PReLU()])
    optimizer = keras.optimizers.AdamW(0.1, weight_decay=0.5)
    optimizer.exclude_from_weight_decay(var_names=["alpha"])
    model.compile(optimizer, "mse")
    # Without an error there is no gradient: decay alone moves weights.
    x = np.zeros((2, 3))
    model.train_on_batch(x, x)
    np.testing.assert_array_equal(to_numpy(model.layers[1].alpha), 0.25)


def test_regularizer_and_constraint_act():
    layer = PReLU(alpha_regularizer="l2", alpha_constraint="non_neg")
    layer.build((None, 4))
    np.testing.assert_allclose(to_numpy(layer.losses[0]), 4 * 0.01 * 0.25**2, rtol=1e-6)
    assert isinstance(layer.alpha.constraint, keras.constraints.NonNeg)


def test_config_survives_and_building_leaves_it_alone():
    layer = PReLU("ones", "l1", "non_neg", (1, -1))
    before = layer.get_config()
    layer.build((None, 4, 5))
    assert layer.get_config() == before
    assert before["shared_axes"] == [1, -1]
    assert PReLU.from_config(before).get_config() == before
