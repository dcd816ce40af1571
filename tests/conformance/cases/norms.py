"""Layers that normalise activations or kernels."""

from keras_nntricks import layers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references import norms as references

_ROLES = ("initializer", "regularizer", "constraint")
_SWITCH = (1, "yes", None)


def _filter_response_norm(input_shape, traits=(), **kwargs):
    epsilon = kwargs.get("epsilon", 1e-6)
    return Case(
        layers.FilterResponseNorm,
        kwargs,
        input_shape,
        bad={
            "axis": (0, 1.5, True, None),
            "epsilon": (0.0, -1e-6, float("nan"), True),
            "learn_epsilon": (1, "yes"),
            "center": _SWITCH,
            "scale": _SWITCH,
        },
        free=dict.fromkeys(
            [f"{w}_{role}" for w in ("beta", "gamma") for role in _ROLES], KERAS_CHECKS
        ),
        traits={"spatial", *traits},
        channels_first={"axis": 1},
        reference=lambda x, weights: references.filter_response_norm(
            x, weights, epsilon
        ),
    )


CASES = (
    _filter_response_norm((2, 2, 3), epsilon=1e-2),
    _filter_response_norm((4,), ("jit_in_another_case",)),
    _filter_response_norm(
        (3, 2), ("jit_in_another_case",), epsilon=1e-3, center=False, scale=False
    ),
)
