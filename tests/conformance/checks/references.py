"""The same numbers as a second implementation in NumPy."""

import hypothesis
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from keras import ops

from tests.backends import to_numpy
from tests.conformance.models import assert_close, feed, named_weights, output_of, shake
from tests.conformance.registry import check

BATCHES = (1, 4)
SHAPES = ((1,), (3, 2), (2, 1, 3))


def _values(shape):
    """Float32 arrays of a sensible size, subnormal numbers left out."""
    limits = st.floats(-100, 100, width=32, allow_subnormal=False)
    return arrays.arrays("float32", shape, elements=limits)


def _has_reference(case):
    return case.reference is not None


@check("layer", when=_has_reference)
def check_layer_equals_reference(case):
    """At this setting, with weights moved away from their start."""
    layer, inputs = case.build(), feed(case)
    layer.build(inputs.shape)
    shake(layer)
    _assert_layer_agrees(case, layer, inputs)


@check("layer", when=_has_reference)
def check_layer_equals_reference_on_drawn_values(case):
    """On values that hypothesis draws, ties and zeros among them."""
    layer = case.build()
    layer.build((None, *case.input_shape))
    shapes = st.sampled_from([(batch, *case.input_shape) for batch in BATCHES])

    @hypothesis.given(shapes.flatmap(_values))
    def agrees(inputs):
        _assert_layer_agrees(case, layer, inputs)

    agrees()


def _assert_layer_agrees(case, layer, inputs):
    expected = case.reference(inputs.astype("float64"), named_weights(layer))
    actual = output_of(layer, inputs)
    assert actual.shape == expected.shape, f"{case.id}: {actual.shape}"
    scale = 1e-6 * max(1.0, np.max(np.abs(inputs), initial=0.0))
    message = f"{case.id}: differs from the reference"
    assert_close(actual, expected, message, 1e-5, 10 * scale)


@check("activation", when=_has_reference)
def check_activation_equals_reference(case):
    """On shapes and values that hypothesis draws."""

    @hypothesis.given(st.sampled_from(SHAPES).flatmap(_values))
    def agrees(inputs):
        expected = case.reference(inputs.astype("float64"))
        actual = to_numpy(case.build(x=ops.convert_to_tensor(inputs)))
        assert actual.shape == expected.shape, f"{case.id}: {actual.shape}"
        assert_close(actual, expected, f"{case.id}: differs from the reference")

    agrees()


@check("function", when=_has_reference)
def check_function_equals_reference(case):
    """At this setting."""
    expected, actual = case.reference(**case.kwargs), case.build()
    assert_close(actual, expected, f"{case.id}: differs", 1e-7, 1e-9)


@check("function", when=lambda case: case.draws is not None)
def check_function_equals_reference_on_drawn_values(case):
    """On arguments that hypothesis draws."""

    @hypothesis.given(case.draws)
    def agrees(arguments):
        expected = case.reference(**arguments)
        message = f"{case.name}(**{arguments}) differs"
        assert_close(case.make(**arguments), expected, message, 1e-7, 1e-9)

    agrees()
