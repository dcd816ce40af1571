"""A layer inside the three kinds of model, and outside training."""

import inspect
import itertools

import numpy as np

from tests.conformance.models import (
    Subclassed,
    assert_close,
    feed,
    functional,
    named_weights,
    output_of,
    sequential,
    shake,
)
from tests.conformance.registry import check


@check("layer")
def check_same_in_every_kind_of_model(case):
    """Sequential, functional and subclassed models with the same weights agree."""
    inputs = feed(case)
    models = [
        sequential(case),
        functional(case, case.build()),
        Subclassed(case.build()),
    ]
    models[2](inputs)
    shake(models[0])
    outputs = []
    for model in models:
        model.set_weights(models[0].get_weights())
        outputs.append(output_of(model, inputs, training=False))
    assert_close(outputs[1], outputs[0], f"{case.id}: differs in a functional model")
    assert_close(outputs[2], outputs[0], f"{case.id}: differs in a subclassed model")


@check("layer")
def check_deterministic_outside_training(case):
    """Two calls agree to the bit, and neither changes a weight."""
    layer, inputs = case.build(), feed(case)
    layer.build(inputs.shape)
    before = layer.get_weights()
    first = output_of(layer, inputs, **_not_training(layer))
    second = output_of(layer, inputs, **_not_training(layer))
    assert np.array_equal(first, second), f"{case.id}: two calls differ"
    for old, new in zip(before, layer.get_weights(), strict=True):
        assert np.array_equal(old, new), f"{case.id}: a call changed a weight"


def _not_training(layer):
    takes_it = "training" in inspect.signature(layer.call).parameters
    return {"training": False} if takes_it else {}


@check("layer", when=lambda case: case.pieces)
def check_pieces_differ(case):
    """No two pieces of a weight start with the same values."""
    layer = case.build()
    layer.build((None, *case.input_shape))
    pieces = case.pieces(named_weights(layer))
    assert len(pieces) > 1, f"{case.id}: has no pieces"
    for first, second in itertools.combinations(pieces, 2):
        assert not np.any(np.isclose(first, second)), f"{case.id}: pieces agree"
