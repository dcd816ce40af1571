"""Layers of maxout units."""

import numpy as np

from keras_nntricks import layers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references import maxout as references


def _maxout(input_shape, axis=-1, **fields):
    """Maxout over `axis`, strided unless `fields` say otherwise."""
    kwargs = {"num_pieces": 3, "axis": axis, **fields.pop("kwargs", {})}
    return Case(
        layers.Maxout,
        kwargs,
        input_shape,
        bad={
            "num_pieces": (0, -2, 1.5, True, None),
            "axis": (0, 1.5, "last"),
            "layout": ("transposed", None),
        },
        reference=lambda inputs, weights: references.maxout(inputs, **kwargs),
        **fields,
    )


def _maxout_dense(num_pieces, input_shape, **fields):
    """Two units of `num_pieces` pieces."""
    kwargs = {"units": 2, "num_pieces": num_pieces, **fields.pop("kwargs", {})}
    objects = ("kernel", "bias")
    free = [f"{weight}_{role}" for weight in objects for role in _ROLES]
    return Case(
        layers.MaxoutDense,
        kwargs,
        input_shape,
        bad={
            "units": (0, -1, 2.5, True),
            "num_pieces": (0, 1.5, None),
            "use_bias": (1, "yes"),
        },
        free=dict.fromkeys([*free, "activity_regularizer"], KERAS_CHECKS),
        reference=lambda x, weights: references.maxout_dense(x, weights, num_pieces),
        **fields,
    )


_ROLES = ("initializer", "regularizer", "constraint")


def _pieces(weights):
    return np.split(weights["kernel"], 3, axis=1)


CASES = (
    _maxout(
        (2, 4, 6),
        traits={"spatial", "masks"},
        channels_first={"axis": 1},
    ),
    _maxout(
        (4, 6),
        kwargs={"layout": "contiguous"},
        traits={"spatial", "masks", "jit_in_another_case"},
        channels_first={"axis": 1},
    ),
    _maxout((6, 3), axis=1, traits={"stops_mask", "jit_in_another_case"}),
    _maxout_dense(3, (4,), pieces=_pieces),
    _maxout_dense(
        3,
        (2, 4),
        kwargs={"use_bias": False, "kernel_initializer": "he_normal"},
        traits={"spatial", "masks", "jit_in_another_case"},
        pieces=_pieces,
    ),
    _maxout_dense(1, (4,), traits={"jit_in_another_case"}),
)
