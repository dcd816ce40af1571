"""What is said, what is known and what is refused."""

import json

import keras
import numpy as np
import pytest

from keras_nntricks.initializers import MSRA, Xavier
from tests.initializers.limits import assert_variance


class Own(keras.layers.Layer):
    """A layer of a user, with a kernel of any shape."""

    def __init__(self, shape, initializer, **kwargs):
        super().__init__(**kwargs)
        self.shape, self.initializer = shape, initializer

    def build(self, input_shape):
        self.kernel = self.add_weight(
            name="own", shape=self.shape, initializer=self.initializer
        )

    def variance_is(self, variance):
        self.build(None)
        values = keras.ops.convert_to_numpy(self.kernel.value)
        assert_variance(values, variance, "uniform")


class Speaking(Own):
    fans = (50, 200)

    def weight_fans(self, name, shape):
        assert (name, shape) == ("own", self.shape)
        return self.fans


def fan_in(**kwargs):
    return Xavier(mode="fan_in", seed=0, **kwargs)


def test_matrix_without_a_layer_is_inputs_by_outputs():
    values = keras.ops.convert_to_numpy(fan_in()((60, 90)))
    assert_variance(values, 1 / 60, "uniform")
    Own((60, 90), fan_in()).variance_is(1 / 60)


def test_axes_are_taken_as_given():
    axes = {"input_axes": [0, 2], "output_axes": [-1]}
    values = keras.ops.convert_to_numpy(fan_in(**axes)((5, 4, 12, 30)))
    assert_variance(values, 1 / 60, "uniform")
    out = Xavier(mode="fan_out", seed=0, **axes)((5, 4, 12, 30))
    assert_variance(keras.ops.convert_to_numpy(out), 1 / 30, "uniform")
    Own((5, 4, 12, 30), fan_in(**axes)).variance_is(1 / 60)


def test_axes_of_numpy_are_saved_as_plain_ones():
    axes = {"input_axes": (np.int64(0),), "output_axes": list(np.arange(1, 3))}
    initializer = fan_in(**axes)
    config = json.loads(json.dumps(initializer.get_config()))
    assert (config["input_axes"], config["output_axes"]) == ([0], [1, 2])
    values = keras.ops.convert_to_numpy(initializer((60, 9, 10)))
    assert_variance(values, 1 / 60, "uniform")


@pytest.mark.parametrize("axis", [2, 7, -3])
def test_axes_that_the_kernel_lacks_are_refused(axis):
    message = r"must be axes of the kernel's shape \(4, 5\). Received: "
    with pytest.raises(ValueError, match="`input_axes` " + message):
        MSRA(input_axes=[0, axis], output_axes=[1])((4, 5))
    with pytest.raises(ValueError, match="`output_axes` " + message):
        MSRA(input_axes=[0], output_axes=[axis])((4, 5))


def test_a_layer_may_say_its_fans():
    Speaking((4, 30, 20), fan_in()).variance_is(1 / 50)
    Speaking((2400,), Xavier(mode="fan_out", seed=0)).variance_is(1 / 200)


def test_an_axis_named_twice_is_refused():
    message = r"`input_axes` must be distinct axes of the shape \(4, 5\)"
    with pytest.raises(ValueError, match=message):
        MSRA(input_axes=[1, -1], output_axes=[0])((4, 5))


def test_axes_win_over_the_layer_and_the_layer_over_the_table():
    axes = {"input_axes": [1], "output_axes": [2]}
    Speaking((4, 30, 20), fan_in(**axes)).variance_is(1 / 30)

    class Wide(keras.layers.Conv1D):
        def weight_fans(self, name, shape):
            return (500, 1)

    wide = Wide(40, 3, kernel_initializer=fan_in())
    wide.build((None, 9, 20))
    assert_variance(wide.get_weights()[0], 1 / 500, "uniform")


def test_a_layer_may_leave_it_to_the_table():
    class Silent(keras.layers.DepthwiseConv2D):
        def weight_fans(self, name, shape):
            return None

    layer = Silent(3, depthwise_initializer=fan_in())
    layer.build((None, 5, 5, 300))
    assert_variance(layer.get_weights()[0], 1 / 9, "uniform")


@pytest.mark.parametrize("fans", [3, (1,), (1, 0), (-1, 2), ("a", "b")])
def test_what_a_layer_says_is_checked(fans):
    layer = Speaking((2, 3, 4), MSRA())
    layer.fans = fans
    with pytest.raises(ValueError, match="`weight_fans` must be None or two positive"):
        layer.build(None)


@pytest.mark.parametrize("shape", [(), (5,)])
def test_biases_and_scalars_are_refused(shape):
    with pytest.raises(ValueError, match=r"Only a kernel has fans; .*\"zeros\""):
        MSRA()(shape)
    with pytest.raises(ValueError, match="weight 'bias' of layer 'top' \\(Dense\\)"):
        keras.layers.Dense(3, bias_initializer=MSRA(), name="top").build((None, 2))


MATRICES = [
    ("alpha", keras.layers.PReLU(alpha_initializer=MSRA()), (None, 5, 6)),
    ("bias", keras.layers.GRU(4, bias_initializer=MSRA()), (None, 5, 6)),
    (
        "gamma",
        keras.layers.LayerNormalization(axis=(1, 2), gamma_initializer=MSRA()),
        (None, 5, 6),
    ),
]


@pytest.mark.parametrize(("weight", "layer", "shape"), MATRICES)
def test_other_matrices_of_keras_are_refused(weight, layer, shape):
    message = rf"weight '{weight}' of layer .* are not known. Only a kernel has fans"
    with pytest.raises(ValueError, match=message):
        layer.build(shape)


def test_matrices_of_keras_with_another_name_are_known():
    layer = keras.layers.ReversibleEmbedding(
        90, 60, tie_weights=False, embeddings_initializer=fan_in()
    )
    layer.build((None, 7))
    embeddings, reverse = layer.get_weights()
    assert_variance(embeddings, 1.0, "uniform")
    assert_variance(reverse, 1 / 60, "uniform")


def test_a_user_s_subclass_of_a_keras_layer_may_have_matrices_of_any_name():
    class LowRank(keras.layers.Dense):
        def build(self, input_shape):
            super().build(input_shape)
            self.left = self.add_weight(
                name="left", shape=(60, 90), initializer=fan_in()
            )

    layer = LowRank(3)
    layer.build((None, 4))
    assert_variance(keras.ops.convert_to_numpy(layer.left.value), 1 / 60, "uniform")


def test_a_wrapped_dense_kernel_is_known():
    dense = keras.layers.Dense(90, kernel_initializer=fan_in())
    keras.layers.SpectralNormalization(dense).build((None, 60))
    assert_variance(dense.get_weights()[0], 1 / 60, "uniform")


def test_unknown_kernels_are_refused_with_a_way_out():
    with pytest.raises(ValueError, match=r"shape \(3, 3, 4, 8\) are not known") as one:
        MSRA()((3, 3, 4, 8))
    layer = Own((2, 3, 4), MSRA(), name="mine")
    with pytest.raises(ValueError, match=r"'own' of layer 'mine' \(Own\)") as two:
        layer.build(None)
    for caught in (one, two):
        for way in ("input_axes", "output_axes", "weight_fans"):
            assert way in str(caught.value)


def test_empty_kernels_are_drawn():
    assert MSRA()((0, 4)).shape == (0, 4)
    assert np.prod(MSRA(mode="fan_out")((4, 0)).shape) == 0
