"""Gradients against finite differences of the reference in float64.

At a kink each value between the two one-sided derivatives is a subgradient, so an
interval is compared: it is a point wherever the function is smooth.
"""

import numpy as np
from keras import ops

from tests.backends import gradients
from tests.conformance.models import feed, named_weights
from tests.conformance.registry import check

POINTS = (-100.0, -1e-8, 0.0, 1e-8, 100.0)
TOLERANCE = 1e-4


def _step(value):
    """Never past zero from a point near it, where kinks are."""
    return min(abs(value) / 2, 1e-4) if value else 1e-6


def _one_sided(function, arrays, which, index, cotangent):
    """Lowest and highest directional derivative along one entry of one array."""
    step, middle, sides = _step(arrays[which][index]), function(*arrays), []
    for sign in (-1, 1):
        moved = [array.copy() for array in arrays]
        moved[which][index] += sign * step
        moved_by = moved[which][index] - arrays[which][index]
        sides.append(cotangent * (function(*moved) - middle) / moved_by)
    return np.sum(np.minimum(*sides)), np.sum(np.maximum(*sides))


def _intervals(function, arrays, cotangent):
    """The interval of accepted derivatives for each entry of each array."""
    lows, highs = [], []
    for which, array in enumerate(arrays):
        low, high = np.zeros(array.shape), np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            low[index], high[index] = _one_sided(
                function, arrays, which, index, cotangent
            )
        lows.append(low)
        highs.append(high)
    return lows, highs


def _assert_inside(case, actual, lows, highs):
    for value, low, high in zip(actual, lows, highs, strict=True):
        assert np.all(np.isfinite(value)), f"{case.id}: gradient {value}"
        slack = TOLERANCE * (1 + np.maximum(np.abs(low), np.abs(high)))
        inside = (value >= low - slack) & (value <= high + slack)
        assert np.all(inside), f"{case.id}: {value[~inside]} not in {low[~inside]}.."


@check("activation")
def check_activation_gradient(case):
    """Finite and right at -100, -1e-8, 0, 1e-8 and 100."""
    points = np.array(POINTS)
    (actual,) = gradients(lambda x: ops.sum(case.build(x=x)), [points])
    (low,), (high,) = _intervals(case.reference, [points], np.ones(points.shape))
    for position, point in enumerate(POINTS):
        exact = case.subgradient.get(point)
        if exact is not None:
            low[position] = high[position] = exact
    _assert_inside(case, [actual], [low], [high])


def _points_like(shape):
    """The points in changing order, so that each channel meets each; a row of zeros."""
    generator = np.random.default_rng(0)
    size = int(np.prod(shape))
    rounds = [generator.permutation(POINTS) for _ in range(-(-size // len(POINTS)))]
    inputs = np.concatenate(rounds)[:size].reshape(shape)
    inputs[0] = 0.0
    return inputs


@check("layer", when=lambda case: case.reference is not None)
def check_layer_gradient(case):
    """Towards inputs and weights, at inputs of -100, -1e-8, 0, 1e-8 and 100."""
    layer = case.build()
    layer.build((None, *case.input_shape))
    inputs = _points_like(feed(case).shape)
    names = [weight.name for weight in layer.trainable_weights]
    fixed = named_weights(layer)
    cotangent = np.random.default_rng(1).normal(size=layer(inputs).shape)

    def loss(tensor, *weights):
        outputs, _ = layer.stateless_call(
            weights, [v.value for v in layer.non_trainable_variables], tensor
        )
        return ops.sum(ops.cast(cotangent, "float32") * outputs)

    def reference(values, *weights):
        return case.reference(
            values, {**fixed, **dict(zip(names, weights, strict=True))}
        )

    arrays = [inputs, *(fixed[name] for name in names)]
    lows, highs = _intervals(reference, arrays, cotangent)
    _assert_inside(case, gradients(loss, arrays), lows, highs)
