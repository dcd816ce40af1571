"""Layers of maxout units."""

import numpy as np

from keras_nntricks import layers
from tests.conformance.case import KERAS_CHECKS, Case
from tests.conformance.references import maxout as references
from tests.conformance.references.maxout_conv import maxout_conv


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


def _maxout_conv(make, rank, input_shape, **fields):
    """Two filters of three pieces and a window of 2 along each axis."""
    kwargs = {"filters": 2, "kernel_size": [2] * rank, "num_pieces": 3}
    kwargs |= fields.pop("kwargs", {})
    layout = kwargs.get("layout", "strided")
    free = [f"{weight}_{role}" for weight in ("kernel", "bias") for role in _ROLES]
    return Case(
        make,
        kwargs,
        input_shape,
        bad={
            "filters": (0, -1, 2.5, True),
            "num_pieces": (0, 1.5, None),
            "groups": (0, 1.0, 3),
            "use_bias": (1, "yes"),
            "layout": ("transposed", None),
        },
        free=dict.fromkeys([*free, "activity_regularizer", *_OF_CONV], KERAS_CONVOLVES),
        reference=lambda x, weights: maxout_conv(x, weights, 3, layout),
        **fields,
    )


KERAS_CONVOLVES = "the convolution of Keras, or what it hands it to, reads it"
_OF_CONV = ("kernel_size", "strides", "padding", "data_format", "dilation_rate")
_ROLES = ("initializer", "regularizer", "constraint")


def _pieces(weights):
    return np.split(weights["kernel"], 3, axis=-1)


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
    _maxout_conv(layers.MaxoutConv1D, 1, (4, 3), pieces=_pieces),
    _maxout_conv(
        layers.MaxoutConv2D,
        2,
        (3, 4, 2),
        traits={"spatial"},
        channels_first={"data_format": "channels_first"},
        pieces=_pieces,
    ),
    _maxout_conv(
        layers.MaxoutConv2D,
        2,
        (3, 3, 2),
        kwargs={"layout": "contiguous"},
        traits={"jit_in_another_case"},
    ),
    _maxout_conv(layers.MaxoutConv3D, 3, (2, 3, 2, 2), traits={"jit_in_another_case"}),
)
