"""The ELU family: activations and layers."""

from keras_nntricks import activations, layers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references import exponential_units as references

AXES = (0, [1, 0], 1.5, "channels", True)
NOT_NEGATIVE = (-1.0, float("nan"), float("inf"), "deep", True, None)
POSITIVE = (0.0, *NOT_NEGATIVE)
IN_SEQUENCES = {"masks", "spatial"}
CHEAP = {"jit_in_another_case"}


def _activation(make, slope_at_zero, kwargs, **fields):
    return Case(
        make,
        {"x": 0.0, **kwargs},
        reference=lambda x: getattr(references, make.__name__)(x, **kwargs),
        subgradient={0.0: slope_at_zero},
        family="activation",
        **fields,
    )


def _fixed(make, alpha, traits, **fields):
    """A layer whose shape is given."""
    reference = getattr(references, make.__name__.lower())
    return Case(
        make,
        {"alpha": alpha},
        (4, 3),
        reference=lambda x, weights: reference(x, alpha),
        traits=traits,
        **fields,
    )


def _free(*roles):
    names = [f"{weight}_{role}" for weight in ("alpha", "beta") for role in roles]
    return dict.fromkeys(names, KERAS_CHECKS)


def _learned(make, input_shape, traits, roles, bad=(), **kwargs):
    """A layer that learns its shape."""
    reference = getattr(references, make.__name__.lower())
    return Case(
        make,
        kwargs,
        input_shape,
        bad={"shared_axes": AXES, **dict(bad)},
        free=_free(*roles),
        traits=traits,
        reference=reference,
    )


def _pelu(input_shape, traits, **kwargs):
    bad = {"minimum": POSITIVE}
    roles = ("initializer", "regularizer")
    return _learned(layers.PELU, input_shape, traits, roles, bad, **kwargs)


def _mpelu(input_shape, traits, **kwargs):
    roles = ("initializer", "regularizer", "constraint")
    return _learned(layers.MPELU, input_shape, traits, roles, **kwargs)


CASES = (
    _activation(activations.elu, 0.5, {"alpha": 0.5}, bad={"alpha": NOT_NEGATIVE}),
    _activation(activations.celu, 1.0, {"alpha": 0.5}, bad={"alpha": POSITIVE}),
    _activation(activations.selu, 1.7580993408, {}),
    _fixed(
        layers.ELU,
        0.5,
        IN_SEQUENCES,
        bad={
            "alpha": NOT_NEGATIVE,
            "learn_alpha": (1, "yes", None),
            "alpha_regularizer": ("l2",),
            "alpha_constraint": ("non_neg",),
            "shared_axes": ([1],),
        },
    ),
    Case(
        layers.ELU,
        {"alpha": 0.75, "learn_alpha": True},
        (4, 3),
        bad={"alpha": NOT_NEGATIVE, "learn_alpha": (0,), "shared_axes": AXES},
        free=_free("regularizer", "constraint"),
        traits=IN_SEQUENCES | CHEAP,
        reference=lambda x, weights: references.elu(x, weights["alpha"]),
    ),
    _fixed(layers.CELU, 0.5, IN_SEQUENCES | CHEAP, bad={"alpha": POSITIVE}),
    _pelu((4, 3), IN_SEQUENCES),
    _pelu((3, 2, 2), CHEAP, minimum=0.05, shared_axes=[2, 3]),
    _mpelu((4, 3), IN_SEQUENCES),
    _mpelu((3, 2, 2), CHEAP, shared_axes=[1, 2, 3]),
)
