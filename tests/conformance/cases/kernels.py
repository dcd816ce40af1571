"""Initializers of whole kernels: orthogonal, identities, sparse and others."""

import functools

from keras_nntricks import initializers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references import initializers as references

_SEED = {"seed": ("seven", 1.5, True, -1, 2**32)}
_GAIN = {"gain": (0.0, -1.0, float("nan"), True, "no such name")}
_KERNELS = ((3, 4, 6), (6, 5), (2, 3))
_HE = {"class_name": "HeNormal", "config": {"seed": 3}}
_WINDOWS = ((3, 4, 6), (2, 3, 2, 2), (1, 4, 3, 2, 3))


def _property(check, **arguments):
    return functools.partial(check, **arguments)


CASES = (
    Case(
        initializers.Orthogonal,
        {"gain": 2.0},
        bad={**_SEED, **_GAIN},
        properties=_property(references.is_orthogonal, gain=2.0),
        shapes=_KERNELS,
    ),
    Case(
        initializers.DeltaOrthogonal,
        {"gain": 0.5},
        bad={**_SEED, **_GAIN},
        properties=_property(references.is_delta_orthogonal, gain=0.5),
        shapes=_WINDOWS,
    ),
    Case(
        initializers.ConvIdentity,
        {"gain": 2.0},
        bad={**_GAIN, "groups": (0, -1, 1.5, True, "two")},
        reference=_property(references.identity, gain=2.0),
        shapes=(*_WINDOWS, (6, 5), (2, 3)),
    ),
    Case(
        initializers.ZerO,
        reference=references.zero,
        shapes=(*_WINDOWS, (6, 5), (3, 12), (1, 2), (4, 1)),
    ),
    Case(
        initializers.Sparse,
        {"num_nonzero": 3, "stddev": 0.5},
        bad={
            **_SEED,
            "num_nonzero": (0, -1, 2.0, True, None),
            "stddev": (0.0, -1.0, float("inf"), "one"),
        },
        moments=lambda fan_in, fan_out: (0.0, 0.25 * 3 / fan_in),
        properties=_property(references.is_sparse, num_nonzero=3),
        shapes=_KERNELS,
    ),
    Case(
        initializers.RandomizedAsymmetric,
        bad={**_SEED, "use_bias": (1, None, "yes")},
        moments=lambda fan_in, fan_out: references.positive_entry_moments(fan_in),
        shapes=_KERNELS,
    ),
    *(
        Case(
            initializers.ICNR,
            {"initializer": _HE, "size": size, "order": order},
            bad={"size": (0, 1.5, [], [2, 0], "2"), "order": ("nhwc", None)},
            free={"initializer": KERAS_CHECKS},
            properties=_property(references.is_repeated, num_subpixels=4, order=order),
            shapes=shapes,
        )
        for order, size, shapes in (
            ("depth_to_space", 2, ((3, 2, 3, 8), (1, 1, 2, 4))),
            ("pixel_shuffle", [4], ((3, 2, 8), (1, 1, 4))),
        )
    ),
)
