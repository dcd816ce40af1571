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


# Each test that can keeps to matrices of 12 x 4: a backend may compile each shape.
@pytest.mark.parametrize("shape", [(12, 4), (4, 12), (64, 64)])
def test_dense_kernels_are_orthogonal_to_1e_6(shape):
    """W^T W = g^2 I or W W^T = g^2 I to 1e-6 in float32."""
    assert_orthogonal(to_numpy(Orthogonal(3.0, seed=1)(shape)), 3.0)


def test_a_convolution_is_flattened_to_window_times_inputs():
    layer = layers.Conv2D(4, (3, 2), kernel_initializer=Orthogonal())
    assert_orthogonal(kernel_of(layer, (8, 8, 2)).reshape(12, 4))


def test_each_group_is_a_matrix_of_its_own():
    layer = layers.Conv1D(8, 3, groups=4, kernel_initializer=Orthogonal(2.0))
    for group in np.split(kernel_of(layer, (8, 8)), 4, axis=-1):
        assert_orthogonal(group.reshape(6, 2), 2.0)


def test_each_channel_of_a_depthwise_kernel_is_a_matrix_of_its_own():
    layer = layers.DepthwiseConv1D(
        6, depth_multiplier=2, depthwise_initializer=Orthogonal()
    )
    kernel = kernel_of(layer, (8, 4))
    for channel in range(4):
        assert_orthogonal(kernel[:, channel])


def test_each_gate_is_a_matrix_of_its_own():
    layer = layers.LSTM(
        2, kernel_initializer=Orthogonal(), recurrent_initializer="zeros"
    )
    for gate in np.split(kernel_of(layer, (3, 6)), 4, axis=1):
        assert_orthogonal(gate)


def test_a_kernel_of_einsum_is_flattened_by_its_letters():
    initializer = Orthogonal()
    layer = layers.EinsumDense("abhd,hdx->abx", (5, 4), kernel_initializer=initializer)
    assert_orthogonal(kernel_of(layer, (5, 3, 4)).reshape(12, 4))
    heads = layers.EinsumDense("abc,bcd->abd", (4, 2), kernel_initializer=initializer)
    for copy in kernel_of(heads, (4, 6)):
        assert_orthogonal(copy)


def test_an_embedding_has_rows_of_length_gain():
    layer = layers.Embedding(9, 4, embeddings_initializer=Orthogonal(2.0))
    layer.build((None,))
    norms = np.linalg.norm(to_numpy(layer.weights[0]), axis=1)
    np.testing.assert_allclose(norms, 2.0, rtol=1e-6)


ISOMETRIES = {
    "patches are written": layers.Conv1DTranspose(
        4, 3, strides=3, kernel_initializer=Orthogonal(2.0)
    ),
    "patches are read": layers.Conv1D(
        12, 2, strides=2, kernel_initializer=Orthogonal(2.0)
    ),
}


@pytest.mark.parametrize("name", ISOMETRIES)
def test_windows_that_do_not_overlap_keep_the_length(name):
    layer = ISOMETRIES[name]
    channels = 4 if "written" in name else 2
    signal = np.random.default_rng(0).normal(size=(1, 6, channels)).astype("float32")
    ratio = np.linalg.norm(to_numpy(layer(signal))) / np.linalg.norm(signal)
    assert ratio == pytest.approx(2.0, rel=1e-5)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_policies(dtype):
    """Keras's own fails: https://github.com/keras-team/keras/issues/16970."""
    layer = layers.Dense(4, dtype=dtype, kernel_initializer=Orthogonal(seed=0))
    kernel = kernel_of(layer, (12,))
    assert keras.backend.standardize_dtype(layer.kernel.dtype) == dtype
    assert_orthogonal(kernel, tolerance=1e-2)
    wide = to_numpy(Orthogonal(seed=0)((12, 4)))
    np.testing.assert_allclose(kernel, wide, atol=4e-3)


def test_signs_do_not_follow_the_decomposition():
    """A uniform orthogonal matrix has a trace of mean 0 and variance 1."""
    layer = layers.EinsumDense("abc,bcd->abd", (80, 3), kernel_initializer=Orthogonal())
    traces = np.trace(kernel_of(layer, (80, 3)), axis1=1, axis2=2)
    assert abs(np.mean(traces)) < 5 / np.sqrt(80)
    assert abs(np.var(traces) - 1) < 5 * np.sqrt(2 / 80)


@pytest.mark.parametrize(
    ("gain", "expected"), [("relu", np.sqrt(2)), ("tanh", 1.5925374197), (None, 1.0)]
)
def test_gain_may_be_an_activation(gain, expected):
    initializer = Orthogonal(gain, seed=0)
    assert initializer.get_config()["gain"] == pytest.approx(expected, abs=1e-10)
    assert_orthogonal(to_numpy(initializer((12, 4))), expected)


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
