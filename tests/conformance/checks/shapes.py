"""Symbolic and real shapes and dtypes."""

import keras
import numpy as np
from keras import ops

from tests.conformance.models import assert_close, dtype_of, feed, output_of, shake
from tests.conformance.registry import check


@check("layer")
def check_symbolic_equals_eager(case):
    """Shape and dtype of a graph, of a real call and of `compute_output_shape`."""
    layer, inputs = case.build(), feed(case, batch=2)
    symbolic = layer(keras.Input(case.input_shape))
    eager = layer(ops.convert_to_tensor(inputs))
    computed = case.build().compute_output_shape((None, *case.input_shape))
    assert symbolic.shape[0] is None, f"{case.id}: the batch became {symbolic.shape}"
    assert tuple(computed) == tuple(symbolic.shape), f"{case.id}: says {computed}"
    assert tuple(symbolic.shape[1:]) == tuple(eager.shape[1:]), (
        f"{case.id}: {eager.shape}"
    )
    assert dtype_of(symbolic) == dtype_of(eager), f"{case.id}: {dtype_of(eager)}"


@check("layer", when=lambda case: "spatial" in case.traits)
def check_none_spatial_dimensions(case):
    """Built without known spatial dimensions it computes the same."""
    unknown = (None, *(None for _ in case.input_shape[:-1]), case.input_shape[-1])
    inputs, layer = feed(case), case.build()
    symbolic = layer(keras.Input(batch_shape=unknown))
    expected = case.build()
    expected.build(inputs.shape)
    expected.set_weights(layer.get_weights())
    message = f"{case.id}: differs with None dimensions"
    assert len(symbolic.shape) == len(layer(inputs).shape), message
    assert_close(output_of(layer, inputs), output_of(expected, inputs), message)


@check("layer", when=lambda case: "batch_statistics" not in case.traits)
def check_batch_of_one(case):
    """An example alone gives what it gives among others."""
    layer, inputs = case.build(), feed(case)
    together, alone = output_of(layer, inputs), output_of(layer, inputs[:1])
    assert_close(alone, together[:1], f"{case.id}: differs in a batch of one")


@check("layer")
def check_empty_batch(case):
    """No example gives no output, and no error; weights stay as they are."""
    layer = case.build()
    some = layer(feed(case, batch=2))
    before = layer.get_weights()
    none = layer(ops.convert_to_tensor(feed(case, batch=0)))
    assert tuple(none.shape) == (0, *some.shape[1:]), f"{case.id}: {none.shape}"
    for old, new in zip(before, layer.get_weights(), strict=True):
        assert np.array_equal(old, new), f"{case.id}: an empty batch changed a weight"


@check("layer", when=lambda case: case.channels_first is not None)
def check_channels_first(case):
    """The transposed input gives the transposed output."""
    inputs, last = feed(case), case.build()
    last.build(inputs.shape)
    shake(last)
    first = case.build(**case.channels_first)
    expected = np.moveaxis(output_of(last, inputs), -1, 1)
    moved = np.ascontiguousarray(np.moveaxis(inputs, -1, 1))
    first.build(moved.shape)
    first.set_weights(last.get_weights())
    actual = output_of(first, moved)
    assert actual.shape == expected.shape, f"{case.id}: {actual.shape}"
    assert_close(actual, expected, f"{case.id}: channels first differs")
