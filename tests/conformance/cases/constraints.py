"""Constraints."""

from keras_nntricks import constraints
from tests.conformance.case import Case
from tests.conformance.references import constraints as references

_BAD = {
    "max_value": (0, -1.0, float("nan"), True, None, "two"),
    "axis": (1.5, "last", True, [], [0, 0], [0.5]),
}


def _max_norm(shapes, axes, **kwargs):
    max_value = kwargs.get("max_value", 2)
    return Case(
        constraints.MaxNorm,
        kwargs,
        bad=_BAD,
        shapes=shapes,
        reference=lambda weight: references.max_norm(weight, max_value, axes),
    )


CASES = (
    _max_norm(((4, 3), (5, 1)), (0,)),
    _max_norm(((2, 2, 3, 2),), (0, 1), max_value=0.5, axis=[0, 1]),
)
