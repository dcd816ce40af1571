import keras
import numpy as np
import pytest

from keras_nntricks.layers import Maxout
from tests.backends import gradients, to_numpy

LAYOUTS = ["strided", "contiguous"]


def reference(x, num_pieces, axis, layout):
    """Unit by unit, as the formulas say it."""
    x = np.moveaxis(x, axis, 0)
    units, outputs = len(x) // num_pieces, []
    for j in range(units):
        first, step = (j, units) if layout == "strided" else (j * num_pieces, 1)
        members = [x[first + step * piece] for piece in range(num_pieces)]
        outputs.append(np.max(members, axis=0))
    return np.moveaxis(np.stack(outputs), 0, axis)


def normal(*shape):
    return np.random.default_rng(0).normal(size=shape).astype("float32")


def test_strided_is_the_order_of_tensorflow_addons():
    layer = Maxout(num_pieces=2, layout="strided")
    np.testing.assert_array_equal(layer(np.arange(8.0)[None])[0], [4, 5, 6, 7])


def test_contiguous_is_the_order_of_lasagne():
    layer = Maxout(num_pieces=2, layout="contiguous")
    np.testing.assert_array_equal(layer(np.arange(8.0)[None])[0], [1, 3, 5, 7])


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((2, 12), -1),
        ((2, 12), 1),
        ((2, 5, 12), 2),
        ((2, 12, 3, 5), 1),
        ((2, 3, 12, 5), -2),
        ((1, 2, 3, 5, 12), -1),
        ((0, 12), -1),
        ((0, 12, 3, 5), 1),
    ],
)
@pytest.mark.parametrize("num_pieces", [1, 3, 12])
def test_each_unit_is_the_largest_of_its_group(shape, axis, num_pieces, layout):
    x = normal(*shape)
    layer = Maxout(num_pieces, axis, layout)
    expected = reference(x, num_pieces, axis, layout)
    np.testing.assert_array_equal(to_numpy(layer(x)), expected)
    assert layer.compute_output_shape(shape) == expected.shape


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(("shape", "axis"), [((None, None, 6), -1), ((6, None, 4), 1)])
def test_sizes_may_be_unknown(shape, axis, layout):
    inputs = keras.Input(shape)
    model = keras.Model(inputs, Maxout(2, axis, layout)(inputs))
    known = list(model.output.shape)
    assert known[axis] == 3
    for size in (1, 4):
        x = normal(2, *(size if n is None else n for n in shape))
        expected = reference(x, 2, axis, layout)
        np.testing.assert_array_equal(model.predict(x, verbose=0), expected)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "mixed_float16"])
def test_half_precision_is_exact(dtype):
    x = np.array([[0.5, -2.0, 0.25, 1.0]])
    output = Maxout(2, dtype=dtype)(x)
    assert keras.backend.standardize_dtype(output.dtype) == dtype.split("_")[-1]
    np.testing.assert_array_equal(to_numpy(output), [[0.5, 1.0]])


@pytest.mark.parametrize("num_pieces", [2, 3])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_equal_pieces_share_the_gradient(num_pieces, layout):
    layer = Maxout(num_pieces, layout=layout)
    (gradient,) = gradients(
        lambda x: keras.ops.sum(layer(x)), [np.ones((1, num_pieces))]
    )
    np.testing.assert_allclose(gradient, 1 / num_pieces, rtol=1e-6)


def test_the_largest_piece_alone_gets_the_gradient():
    layer = Maxout(2)
    (gradient,) = gradients(
        lambda x: keras.ops.sum(layer(x)), [np.array([[1.0, 9.0, 2.0, 3.0]])]
    )
    np.testing.assert_array_equal(gradient, [[0, 1, 1, 0]])


@pytest.mark.parametrize(("axis", "passes"), [(-1, True), (2, True), (1, False)])
def test_a_mask_passes_unless_time_is_pooled(axis, passes):
    embedded = keras.layers.Embedding(5, 4, mask_zero=True)(np.array([[1, 2, 0, 0]]))
    pooled = Maxout(2, axis)(embedded)
    mask = getattr(pooled, "_keras_mask", None)
    assert (mask is not None) == passes
    if passes:
        np.testing.assert_array_equal(mask, [[True, True, False, False]])


def test_no_mask_gives_no_mask():
    assert Maxout(2).compute_mask(keras.Input((3, 4)), None) is None


def test_shared_between_inputs_of_different_width():
    layer = Maxout(2)
    assert tuple(layer(normal(3, 8)).shape) == (3, 4)
    assert tuple(layer(normal(3, 5, 6)).shape) == (3, 5, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"num_pieces": 0}, "`num_pieces` must be a positive integer. Received: "),
        ({"num_pieces": 2.0}, "`num_pieces` must be a positive integer"),
        ({"num_pieces": True}, "`num_pieces` must be a positive integer"),
        ({"axis": 0}, "`axis` must be an integer other than 0. Received: axis=0"),
        ({"axis": 1.0}, "`axis` must be an integer other than 0"),
        ({"axis": None}, "`axis` must be an integer other than 0"),
        ({"layout": "blocks"}, "`layout` must be 'strided' or 'contiguous'"),
    ],
)
def test_bad_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Maxout(**arguments)


@pytest.mark.parametrize(
    ("arguments", "shape", "message"),
    [
        ({"num_pieces": 3}, (None, 8), "`num_pieces` must be a divisor of the 8 chan"),
        ({"axis": 2}, (None, 8), "`axis` must be an axis other than the batch axis"),
        ({"axis": -2}, (None, 8), "`axis` must be .* of an input of rank 2"),
        ({"axis": -3}, (None, 8), "`axis` must be"),
        ({"axis": 1}, (None, None, 8), "`input_shape` must be known along the chan"),
    ],
)
def test_bad_shapes_are_refused_when_built(arguments, shape, message):
    with pytest.raises(ValueError, match=message):
        Maxout(**arguments).build(shape)
    with pytest.raises(ValueError, match=message):
        Maxout(**arguments)(keras.Input(shape[1:]))


def test_config_is_the_constructor_arguments():
    arguments = {"num_pieces": 3, "axis": 1, "layout": "contiguous"}
    layer = Maxout(**arguments)
    before = layer.get_config()
    layer.build((None, 6, 4))
    assert layer.get_config() == before
    assert {name: before[name] for name in arguments} == arguments
    assert Maxout.from_config(before).get_config() == before
