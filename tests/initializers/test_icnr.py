"""ICNR: after the shuffle each block of pixels is one value."""

import keras
import numpy as np
import pytest
from keras import layers

from keras_nntricks.initializers import ICNR, MSRA
from tests.backends import to_numpy
from tests.initializers.limits import assert_variance


def shuffled(values, size, order):
    """A pixel shuffle of (*image, channels) in NumPy."""
    *image, channels = values.shape
    rank, units = len(image), channels // np.prod(size)
    if order == "pixel_shuffle":
        split = values.reshape(*image, units, *size)
        split = np.moveaxis(split, rank, -1)
    else:
        split = values.reshape(*image, *size, units)
    order = [axis for n in range(rank) for axis in (n, rank + n)]
    mixed = split.transpose(*order, 2 * rank)
    return mixed.reshape(*np.multiply(image, size), units)


def nearest(values, size):
    for axis, factor in enumerate(size):
        values = np.repeat(values, factor, axis)
    return values


class Waves(keras.initializers.Initializer):
    """Values that differ, without a draw."""

    def __call__(self, shape, dtype=None):
        values = np.sin(np.arange(np.prod(shape), dtype="float32") ** 2)
        return keras.ops.convert_to_tensor(values.reshape(shape), dtype)


CASES = [
    (layers.Conv1D, (5, 3), (3,)),
    (layers.Conv2D, (4, 5, 3), (2, 2)),
    (layers.Conv2D, (4, 5, 3), (3, 2)),
    (layers.Conv3D, (3, 2, 3, 3), (2, 2, 2)),
]


@pytest.mark.parametrize("order", ["depth_to_space", "pixel_shuffle"])
@pytest.mark.parametrize(("kind", "shape", "size"), CASES)
def test_the_shuffled_output_is_upsampled_by_repetition(kind, shape, size, order):
    units = 2
    outputs = units * int(np.prod(size))
    initializer = ICNR(Waves(), size=size, order=order)
    layer = kind(outputs, 3, padding="same", kernel_initializer=initializer)
    image = np.random.default_rng(0).normal(size=(1, *shape)).astype("float32")
    result = shuffled(to_numpy(layer(image))[0], size, order)
    corner = result[tuple(slice(None, None, factor) for factor in size)]
    np.testing.assert_allclose(result, nearest(corner, size), rtol=1e-5, atol=1e-5)
    assert np.std(corner) > 0.1
    assert np.abs(corner[..., 0] - corner[..., 1]).max() > 0.1


def test_the_shuffle_of_this_file_is_that_of_tensorflow_and_torch():
    """Subpixel (row, column) of channel c, as their documentation has it."""
    values = np.arange(8.0)
    first = shuffled(values.reshape(1, 1, 8), (2, 2), "depth_to_space")
    np.testing.assert_array_equal(first[..., 0], [[0, 2], [4, 6]])
    other = shuffled(values.reshape(1, 1, 8), (2, 2), "pixel_shuffle")
    np.testing.assert_array_equal(other[..., 0], [[0, 1], [2, 3]])


def test_the_wrapped_initializer_sees_the_fans_of_the_layer():
    initializer = ICNR(MSRA(mode="fan_out", seed=0))
    layer = layers.Conv2D(800, 3, strides=2, kernel_initializer=initializer)
    layer.build((None, 9, 9, 20))
    filters = to_numpy(layer.weights[0])[..., :200]
    assert_variance(filters, 2 / (9 * 200 / 4), "truncated_normal")


def test_a_transposed_convolution_has_its_outputs_before_its_inputs():
    layer = layers.Conv2DTranspose(8, 3, kernel_initializer=ICNR(Waves()))
    layer.build((None, 5, 5, 3))
    kernel = to_numpy(layer.weights[0])
    first, *rest = np.split(kernel, 4, axis=-2)
    assert all(np.array_equal(first, other) for other in rest)
    assert first.std() > 0


def test_groups():
    layer = layers.Conv2D(
        16, 3, groups=2, kernel_initializer=ICNR(Waves(), order="pixel_shuffle")
    )
    layer.build((None, 5, 5, 4))
    filters = to_numpy(layer.weights[0]).reshape(3, 3, 2, 4, 4)
    assert np.all(filters == filters[..., :1])
    layer = layers.Conv2D(16, 3, groups=2, kernel_initializer=ICNR(Waves()))
    with pytest.raises(ValueError, match="for 'depth_to_space' without groups"):
        layer.build((None, 5, 5, 4))


@pytest.mark.parametrize(
    ("shape", "size"), [((3, 3, 2, 6), 2), ((4, 8), 2), ((3, 2, 8), (2, 2))]
)
def test_other_shapes_are_refused(shape, size):
    with pytest.raises(ValueError, match="`shape` must be"):
        ICNR(size=size)(shape)


def test_configuration_keeps_the_wrapped_initializer():
    wrapped = MSRA(0.2, seed=4, input_axes=[0, 1, 2], output_axes=[3])
    initializer = ICNR(wrapped, size=(2, 3), order="pixel_shuffle")
    saved = keras.saving.serialize_keras_object(initializer)
    again = keras.saving.deserialize_keras_object(saved)
    assert again.initializer.slope == 0.2
    assert again.get_config() == initializer.get_config()
    np.testing.assert_array_equal(
        to_numpy(again((2, 2, 1, 12))), to_numpy(initializer((2, 2, 1, 12)))
    )
