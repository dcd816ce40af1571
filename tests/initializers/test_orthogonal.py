"""Orthogonal: which matrix of each kernel is orthogonal, and in which types."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import Orthogonal
from tests.backends import to_numpy


def kernel_of(layer, input_shape, name="kernel"):
    layer.build((None, *input_shape))
    [kernel] = [weight for weight in layer.weights if weight.name == name]
    return to_numpy(kernel)


def assert_orthogonal(matrix, gain=1.0, tolerance=1e-6):
    rows, columns = matrix.shape
    gram = matrix.T @ matrix if rows >= columns else matrix @ matrix.T
    error = np.abs(gram - gain**2 * np.eye(len(gram))).max()
    assert error < tolerance * gain**2


@pytest.mark.parametrize("shape", [(64, 32), (32, 64), (50, 50), (40, 1), (1, 7)])
def test_dense_kernels_are_orthogonal_to_1e_6(shape):
    """W^T W = g^2 I or W W^T = g^2 I to 1e-6 in float32."""
    assert_orthogonal(to_numpy(Orthogonal(3.0, seed=1)(shape)), 3.0)


def test_a_convolution_is_flattened_to_window_times_inputs():
    kernel = kernel_of(layers.Conv2D(16, 3, kernel_initializer=Orthogonal()), (8, 8, 4))
    assert_orthogonal(kernel.reshape(36, 16))
    assert np.abs(np.linalg.norm(kernel[:, :, :, 0]) - 1) < 1e-6


def test_each_group_is_a_matrix_of_its_own():
    layer = layers.Conv2D(12, 3, groups=3, kernel_initializer=Orthogonal(2.0))
    kernel = kernel_of(layer, (8, 8, 6))
    for group in np.split(kernel, 3, axis=-1):
        assert_orthogonal(group.reshape(18, 4), 2.0)


def test_each_channel_of_a_depthwise_kernel_is_a_matrix_of_its_own():
    layer = layers.DepthwiseConv2D(
        3, depth_multiplier=2, depthwise_initializer=Orthogonal()
    )
    kernel = kernel_of(layer, (8, 8, 5))
    for channel in range(5):
        assert_orthogonal(kernel[:, :, channel].reshape(9, 2))


def test_each_gate_is_a_matrix_of_its_own():
    layer = layers.LSTM(6, recurrent_initializer=Orthogonal())
    kernel = kernel_of(layer, (3, 4), "recurrent_kernel")
    for gate in np.split(kernel, 4, axis=1):
        assert_orthogonal(gate)


def test_a_kernel_of_einsum_is_flattened_by_its_letters():
    initializer = Orthogonal()
    layer = layers.EinsumDense("abhd,hdx->abx", (5, 4), kernel_initializer=initializer)
    assert_orthogonal(kernel_of(layer, (5, 2, 3)).reshape(6, 4))
    heads = layers.EinsumDense("abc,bcd->abd", (3, 7), kernel_initializer=initializer)
    for copy in kernel_of(heads, (3, 5)):
        assert_orthogonal(copy)


def test_an_embedding_has_rows_of_length_gain():
    layer = layers.Embedding(9, 4, embeddings_initializer=Orthogonal(2.0))
    layer.build((None,))
    norms = np.linalg.norm(to_numpy(layer.weights[0]), axis=1)
    np.testing.assert_allclose(norms, 2.0, rtol=1e-6)


def test_a_transposed_convolution_keeps_the_length():
    """With windows that do not overlap it is an isometry of the whole image."""
    layer = layers.Conv2DTranspose(3, 2, strides=2, kernel_initializer=Orthogonal(2.0))
    image = np.random.default_rng(0).normal(size=(1, 4, 4, 5)).astype("float32")
    ratio = np.linalg.norm(to_numpy(layer(image))) / np.linalg.norm(image)
    assert ratio == pytest.approx(2.0, rel=1e-5)


def test_a_convolution_of_patches_keeps_the_length():
    layer = layers.Conv2D(12, 2, strides=2, kernel_initializer=Orthogonal())
    image = np.random.default_rng(0).normal(size=(1, 4, 4, 3)).astype("float32")
    assert np.linalg.norm(to_numpy(layer(image))) == pytest.approx(
        np.linalg.norm(image), rel=1e-5
    )


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_policies(dtype):
    """Keras's own fails: https://github.com/keras-team/keras/issues/16970."""
    layer = layers.Dense(8, dtype=dtype, kernel_initializer=Orthogonal(seed=0))
    kernel = kernel_of(layer, (8,))
    assert keras.backend.standardize_dtype(layer.kernel.dtype) == dtype
    assert_orthogonal(kernel, tolerance=1e-2)
    wide = to_numpy(Orthogonal(seed=0)((8, 8)))
    np.testing.assert_allclose(kernel, wide, atol=4e-3)


def test_signs_do_not_follow_the_decomposition():
    """Householder's Q has one sign of the diagonal; here each is as likely."""
    signs = [to_numpy(Orthogonal(seed=s)((1, 1)))[0, 0] for s in range(40)]
    assert set(np.round(signs, 6)) == {1.0, -1.0}
    traces = [np.trace(to_numpy(Orthogonal(seed=s)((3, 3)))) for s in range(60)]
    # The trace of a uniform orthogonal matrix has mean 0 and variance 1.
    assert abs(np.mean(traces)) < 5 / np.sqrt(60)
    assert abs(np.var(traces) - 1) < 5 * np.sqrt(2 / 60)


@pytest.mark.parametrize(
    ("gain", "expected"), [("relu", np.sqrt(2)), ("tanh", 1.5925374197), (None, 1.0)]
)
def test_gain_may_be_an_activation(gain, expected):
    initializer = Orthogonal(gain, seed=0)
    assert initializer.get_config()["gain"] == pytest.approx(expected, abs=1e-10)
    assert_orthogonal(to_numpy(initializer((6, 4))), expected)


def test_an_unknown_activation_is_refused_in_terms_of_gain():
    with pytest.raises(ValueError, match=r"^`gain` must .* Received: gain='reluu'"):
        Orthogonal("reluu")


@pytest.mark.parametrize("shape", [(), (5,)])
def test_what_is_no_matrix_is_refused(shape):
    with pytest.raises(ValueError, match="is no kernel"):
        Orthogonal()(shape)


def test_a_scale_of_a_layer_is_refused():
    layer = layers.Dense(3, bias_initializer=Orthogonal())
    with pytest.raises(ValueError, match=r"weight 'bias' of layer .* is no kernel"):
        layer.build((None, 2))


def test_an_axis_of_size_zero_leaves_nothing_to_draw():
    assert tuple(Orthogonal()((0, 4)).shape) == (0, 4)
