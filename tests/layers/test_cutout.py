import keras
import numpy as np
import pytest

from keras_nntricks.layers import Cutout
from tests.backends import to_numpy

ONES = np.ones((1000, 5, 6, 2), "float32")


def cut(images, *arguments, **keywords):
    return to_numpy(Cutout(*arguments, **keywords)(images, training=True))


def share_covered(length, side):
    """How often each position lies in the square, by counting the centres."""
    covers = np.zeros((length, length))
    for center in range(length):
        for position in range(center - side // 2, center - side // 2 + side):
            if 0 <= position < length:
                covers[center, position] = 1
    return covers.mean(axis=0)


@pytest.mark.parametrize(
    ("size", "sides"), [(2, (2, 2)), (3, (3, 3)), ((1, 4), (1, 4))]
)
def test_centres_are_uniform_and_squares_may_leave_the_image(size, sides):
    blank = (cut(ONES, size, seed=0) == 0).mean(axis=(0, 3))
    expected = np.outer(share_covered(5, sides[0]), share_covered(6, sides[1]))
    # Five standard deviations of the mean of 1000 draws.
    np.testing.assert_allclose(blank, expected, atol=5 * 0.5 / 1000**0.5)
    assert blank[-1, -1] < blank[2, 3] or sides[0] == 1


@pytest.mark.parametrize("side", [2, 3])
def test_each_image_loses_one_clipped_square(side):
    outputs = cut(ONES, side, seed=0)
    np.testing.assert_array_equal(outputs[..., 0], outputs[..., 1])
    for image in outputs[:50, ..., 0] == 0:
        rows, columns = (
            np.nonzero(image.any(axis=1))[0],
            np.nonzero(image.any(axis=0))[0],
        )
        assert image[np.ix_(rows, columns)].all()
        assert image.sum() == len(rows) * len(columns)
        for found, length in ((rows, 5), (columns, 6)):
            assert np.ptp(found) + 1 == len(found) <= side
            assert len(found) == side or found[0] == 0 or found[-1] == length - 1


def test_rate_is_the_share_of_images():
    blank = (cut(ONES, 2, rate=0.25, seed=0) == 0).any(axis=(1, 2, 3))
    assert blank.mean() == pytest.approx(0.25, abs=5 * 0.44 / 1000**0.5)
    np.testing.assert_array_equal(cut(ONES, 2, rate=0.0), ONES)


def test_the_rest_of_the_image_stays():
    images = np.random.default_rng(0).normal(size=ONES.shape).astype("float32")
    outputs = cut(images, 3, fill_value=99.0, seed=0)
    assert (outputs == 99).any(axis=(1, 2, 3)).all()
    assert ((outputs == 99) | (outputs == images)).all()


def test_channels_first():
    first = np.moveaxis(ONES, -1, 1)
    outputs = cut(first, (2, 4), data_format="channels_first", seed=4)
    last = cut(ONES, (2, 4), seed=4)
    np.testing.assert_array_equal(np.moveaxis(outputs, 1, -1), last)


def test_one_image_without_a_batch():
    outputs = cut(ONES[0], 2)
    assert outputs.shape == (5, 6, 2)
    assert (outputs == 0).any()


def test_bytes_become_numbers():
    outputs = cut(np.full(ONES.shape, 200, "uint8"), 2, fill_value=0.5)
    np.testing.assert_array_equal(np.unique(outputs), [0.5, 200.0])


def test_images_of_unknown_size():
    inputs = keras.Input((None, None, 2))
    model = keras.Model(inputs, Cutout(3)(inputs))
    assert tuple(model(ONES[:, :3], training=True).shape) == (1000, 3, 6, 2)


def test_it_works_in_a_pipeline():
    import tensorflow as tf

    layer, data = Cutout(2, seed=0), tf.data.Dataset.from_tensor_slices(ONES[:40])
    if keras.backend.backend() == "tensorflow":
        found = data.map(lambda image: layer(image, training=True))
    else:
        images = data.as_numpy_iterator()
        found = (to_numpy(layer(image, training=True)) for image in images)
    blank = (np.stack([*found]) == 0).all(axis=-1)
    assert blank.any(axis=(1, 2)).all()
    assert not (blank == blank[0]).all()


def test_what_is_no_image_is_refused():
    with pytest.raises(ValueError, match="`input_shape` must be that of images"):
        Cutout(2).build((None, 4))
