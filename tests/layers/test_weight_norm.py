import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA, Xavier
from keras_nntricks.layers import MaxoutConv1D, MaxoutDense, WeightNorm
from tests.backends import gradients, to_numpy


def normal(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


KINDS = {
    "dense": (lambda: keras.layers.Dense(3), (4,), (0,)),
    "maxout": (lambda: MaxoutDense(3), (4,), (0,)),
    "maxout_conv": (lambda: MaxoutConv1D(3, 2), (4, 2), (0, 1)),
    "einsum": (
        lambda: keras.layers.EinsumDense("abc,cde->abde", (None, 3, 2)),
        (4, 5),
        (0,),
    ),
    "conv2d": (lambda: keras.layers.Conv2D(4, 2, groups=2), (4, 4, 2), (0, 1, 2)),
    "conv3d": (lambda: keras.layers.Conv3D(3, 2), (3, 3, 3, 2), (0, 1, 2, 3)),
    "depthwise": (
        lambda: keras.layers.DepthwiseConv2D(2, depth_multiplier=2),
        (4, 4, 3),
        (0, 1),
    ),
    "transposed": (
        lambda: keras.layers.Conv2DTranspose(3, 2, strides=2),
        (4, 4, 2),
        (0, 1, 3),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_wrapping_changes_nothing_until_scale_does(kind):
    make, shape, summed = KINDS[kind]
    layer, x = make(), normal(2, *shape)
    expected = to_numpy(layer(x))
    wrapper = WeightNorm(layer)
    np.testing.assert_allclose(to_numpy(wrapper(x)), expected, rtol=1e-4, atol=1e-5)
    wrapper.scale.assign(2 * to_numpy(wrapper.scale))
    lengths = np.sqrt(np.sum(to_numpy(wrapper.kernel) ** 2, axis=summed))
    np.testing.assert_allclose(lengths, to_numpy(wrapper.scale), rtol=1e-5)


def test_the_length_of_v_does_not_matter():
    wrapper, x = WeightNorm(keras.layers.Dense(3)), normal(2, 4)
    before = to_numpy(wrapper(x))
    wrapper.layer.kernel.assign(5 * to_numpy(wrapper.layer.kernel))
    np.testing.assert_allclose(to_numpy(wrapper(x)), before, rtol=1e-5, atol=1e-6)


def test_gradients_of_the_paper():
    # Equation 3: grad g = grad w . v / |v|, grad v = g / |v| (grad w - grad g v / |v|).
    x, v, cotangent = normal(5, 4), normal(4, 3, seed=1), normal(5, 3, seed=2)
    g = np.array([0.5, 2.0, -1.0])
    wrapper = WeightNorm(keras.layers.Dense(3, use_bias=False))
    wrapper.build((None, 4))
    weights = keras.ops.convert_to_tensor(cotangent)

    def loss(scale, kernel):
        outputs, _ = wrapper.stateless_call([scale, kernel], [], x)
        return keras.ops.sum(weights * outputs)

    of_scale, of_v = gradients(loss, [g, v])
    of_kernel, length = x.T @ cotangent, np.linalg.norm(v, axis=0)
    expected = np.sum(of_kernel * v, axis=0) / length
    np.testing.assert_allclose(of_scale, expected, rtol=1e-4)
    expected = g / length * (of_kernel - of_scale * v / length)
    np.testing.assert_allclose(of_v, expected, rtol=1e-3, atol=1e-5)


def test_a_zero_vector_gives_zero_and_a_finite_gradient():
    wrapper = WeightNorm(keras.layers.Dense(2, kernel_initializer="zeros"))
    wrapper.build((None, 3))
    assert np.all(to_numpy(wrapper.kernel) == 0)

    def loss(kernel):
        outputs, _ = wrapper.stateless_call([np.ones(2), kernel, np.zeros(2)], [], x)
        return keras.ops.sum(outputs)

    x = normal(4, 3)
    assert np.isfinite(gradients(loss, [np.zeros((3, 2))])[0]).all()


@pytest.mark.parametrize(
    ("initializer", "variance"), [(Xavier(seed=0), 1 / 9), (MSRA(seed=0), 2 / 9)]
)
@pytest.mark.parametrize("deferred", [False, True])
def test_our_initializers_find_the_fans_of_the_wrapped_layer(
    initializer, variance, deferred
):
    layer = keras.layers.DepthwiseConv2D(3, depthwise_initializer=initializer)
    wrapper = WeightNorm(layer)
    if deferred:  # built while Keras traces the model

        class Model(keras.Model):
            def __init__(self):
                super().__init__()
                self.part = wrapper

            def call(self, inputs):
                return self.part(inputs)

        Model()(np.zeros((1, 8, 8, 512), "float32"))
    else:
        wrapper.build((None, 8, 8, 512))
    assert np.var(to_numpy(layer.kernel)) == pytest.approx(variance, rel=0.1)
    lengths = np.linalg.norm(to_numpy(layer.kernel), axis=(0, 1))
    np.testing.assert_allclose(to_numpy(wrapper.scale), lengths, rtol=1e-5)


def test_a_shared_wrapper_and_two_wrappers_of_one_layer():
    inner = keras.layers.Dense(4)
    one, other = WeightNorm(inner), WeightNorm(inner)
    inputs = keras.Input((4,))
    model = keras.Model(inputs, other(one(one(inputs))))
    one.scale.assign(np.full(4, 2.0))
    x = normal(3, 4)
    v = to_numpy(inner.kernel)
    direction = v / np.linalg.norm(v, axis=0)
    expected = x @ (2 * direction) @ (2 * direction) @ v
    np.testing.assert_allclose(to_numpy(model(x)), expected, rtol=1e-4, atol=1e-5)
    assert len(model.trainable_weights) == 4


def test_inside_time_distributed():
    wrapper, x = WeightNorm(keras.layers.Dense(3)), normal(2, 5, 4)
    outer = keras.layers.TimeDistributed(wrapper)
    expected = to_numpy(outer(x))
    np.testing.assert_allclose(expected, to_numpy(wrapper(x)), rtol=1e-5, atol=1e-6)


def test_the_kernel_comes_back_after_a_failing_call():
    wrapper = WeightNorm(keras.layers.Dense(2))
    wrapper(normal(1, 3))
    variable = wrapper.layer.kernel
    with pytest.raises(ValueError, match="incompatible"):
        wrapper.call(normal(1, 5))
    assert wrapper.layer.kernel is variable


def test_penalties_of_the_layer_and_of_scale_count_once():
    layer = keras.layers.Dense(2, kernel_regularizer=keras.regularizers.L2(0.5))
    wrapper = WeightNorm(layer, scale_regularizer=keras.regularizers.L2(0.25))
    wrapper(normal(1, 3))
    lengths = np.sum(to_numpy(layer.kernel) ** 2)
    assert float(to_numpy(sum(wrapper.losses))) == pytest.approx(0.75 * lengths, 1e-5)


def test_an_activity_penalty_counts_once_in_training():
    def compiled(layer):
        model = keras.Sequential([keras.Input((3,)), layer])
        model.compile("sgd", "mse", jit_compile=False)
        return model

    def dense():
        return keras.layers.Dense(2, activity_regularizer=keras.regularizers.L2(0.5))

    wrapper = WeightNorm(dense())
    model, plain = compiled(wrapper), compiled(dense())
    plain.set_weights([to_numpy(wrapper.kernel), np.zeros(2)])
    x, zeros = normal(4, 3), np.zeros((4, 2), "float32")
    # Versions of Keras differ in whether they divide the penalty by the batch.
    expected = plain.test_on_batch(x, zeros)
    assert float(model.test_on_batch(x, zeros)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("given_to", ["layer", "wrapper"])
def test_the_policy_of_layer_and_wrapper_is_one(given_to):
    policy = {"dtype": "mixed_bfloat16"}
    inner = keras.layers.Dense(2, **(policy if given_to == "layer" else {}))
    wrapper = WeightNorm(inner, **(policy if given_to == "wrapper" else {}))
    outputs = wrapper(normal(1, 3))
    assert keras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    assert wrapper.dtype_policy == inner.dtype_policy
    assert {w.dtype for w in wrapper.weights} == {"float32"}


def test_a_built_layer_keeps_its_policy():
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    with pytest.raises(ValueError, match="`dtype` must be that of the built layer"):
        WeightNorm(layer, dtype="mixed_float16")


class Own(keras.layers.Layer):
    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(3, input_shape[-1]), name="kernel")

    def call(self, inputs):
        return keras.ops.matmul(inputs, keras.ops.transpose(self.kernel))


class Nothing(keras.layers.Layer):
    def call(self, inputs):
        return inputs


def test_a_layer_of_the_users_needs_the_axis():
    with pytest.raises(ValueError, match=r"`axis` must be given for a Own"):
        WeightNorm(Own())
    layer, x = Own(), normal(2, 4)
    wrapper = WeightNorm(layer, axis=0, scale_initializer="ones")
    v = (wrapper(x), to_numpy(layer.kernel))[1]
    expected = x @ (v / np.linalg.norm(v, axis=1, keepdims=True)).T
    np.testing.assert_allclose(to_numpy(wrapper(x)), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("axis", [2, [0, 1]])
def test_refuses_axes_that_the_kernel_lacks(axis):
    with pytest.raises(ValueError, match=r"`axis` must be some but not all"):
        WeightNorm(keras.layers.Dense(2), axis=axis).build((None, 3))


@pytest.mark.parametrize(
    "layer", [Nothing(), keras.layers.LSTMCell(2), keras.layers.BatchNormalization()]
)
def test_refuses_layers_without_a_single_kernel(layer):
    with pytest.raises(ValueError, match=r"`layer` must be a layer that multiplies"):
        WeightNorm(layer, axis=0).build((None, 3))


@pytest.mark.parametrize(
    "make",
    [
        lambda: WeightNorm(WeightNorm(keras.layers.Dense(2))),
        lambda: WeightNorm(keras.layers.Bidirectional(keras.layers.GRU(2))),
        lambda: WeightNorm(keras.Sequential([keras.layers.Dense(2)])),
    ],
)
def test_refuses_wrappers_models_and_recurrent_layers(make):
    with pytest.raises(ValueError, match=r"`layer` must be a layer that multiplies"):
        make()
