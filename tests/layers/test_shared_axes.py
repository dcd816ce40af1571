"""What PReLU, SReLU and TLU share: the shapes of their weights."""

import keras
import numpy as np
import pytest

from keras_nntricks.layers import TLU, PReLU, SReLU

LAYERS = pytest.mark.parametrize("make", [PReLU, SReLU, TLU])
ALL_BUT_FIRST = [2, 3]


@LAYERS
@pytest.mark.parametrize(
    ("shared_axes", "shape", "expected"),
    [
        (None, (None, 5), (5,)),
        (None, (None, None, None, 5), (1, 1, 5)),
        ([1, 2], (None, None, None, 5), (1, 1, 5)),
        ([2, 3], (None, 5, None, None), (5, 1, 1)),
        ((1, -1), (None, 2, 3, 5), (1, 3, 1)),
        (1, (None, 2, 5), (1, 5)),
        ([], (None, 2, 5), (2, 5)),
        ([1, 2, 3], (None, None, None, None), (1, 1, 1)),
        (np.int64(1), (None, 2, 5), (1, 5)),
    ],
)
def test_weights_have_the_shape_of_keras_prelu(make, shared_axes, shape, expected):
    layer = make(shared_axes=shared_axes)
    layer.build(shape)
    assert {tuple(weight.shape) for weight in layer.weights} == {expected}


@LAYERS
@pytest.mark.parametrize("shared_axes", [0, [1, 0], 1.0, True, "channels", [None]])
def test_what_is_no_axis_is_refused(make, shared_axes):
    message = "`shared_axes` must be None, an axis other than the batch axis 0, or a"
    with pytest.raises(ValueError, match=message):
        make(shared_axes=shared_axes)


@LAYERS
@pytest.mark.parametrize("shared_axes", [[3], [-3], [-4], 7])
def test_an_axis_that_the_input_lacks_is_refused_when_built(make, shared_axes):
    message = "`shared_axes` must be axes of an input of rank 3 other than the batch"
    with pytest.raises(ValueError, match=message):
        make(shared_axes=shared_axes).build((None, 4, 5))


@LAYERS
def test_an_unknown_size_must_be_shared(make):
    message = "`input_shape` must be known along the axes not shared. Received: "
    for shared_axes, shape in (([1], (None, 4, None)), ([], (None, None, 5))):
        with pytest.raises(ValueError, match=message):
            make(shared_axes=shared_axes).build(shape)


@LAYERS
def test_an_input_of_another_rank_or_width_is_refused_later(make):
    layer = make()
    layer.build((None, None, 5))
    layer(np.ones((2, 9, 5)))
    for shape in ((2, 5), (2, 9, 4)):
        with pytest.raises(ValueError, match=r"incompatible with the layer|expected"):
            layer(np.ones(shape))


@LAYERS
def test_channels_first(make):
    last, first = make(), make(shared_axes=ALL_BUT_FIRST)
    x = np.random.default_rng(0).normal(size=(2, 3, 4, 5)).astype("float32")
    last.build(x.shape)
    generator = np.random.default_rng(1)
    values = [generator.normal(size=w.shape) for w in last.weights]
    last.set_weights(values)
    moved = np.moveaxis(x, -1, 1)
    first.build(moved.shape)
    first.set_weights([value.reshape(-1, 1, 1) for value in values])
    expected = np.moveaxis(keras.ops.convert_to_numpy(last(x)), -1, 1)
    np.testing.assert_array_equal(
        keras.ops.convert_to_numpy(first(moved.copy())), expected
    )
