"""Keras's activations by name."""

import inspect

from keras_nntricks.activations import _piecewise_curves as piecewise
from keras_nntricks.activations import _smooth_curves as smooth

CURVES = {
    "celu": smooth.celu,
    "elu": smooth.elu,
    "exponential": smooth.exponential,
    "gelu": smooth.gelu,
    "hard_shrink": piecewise.hard_shrink,
    "hard_sigmoid": piecewise.hard_sigmoid,
    "hard_silu": piecewise.hard_silu,
    "hard_swish": piecewise.hard_silu,
    "hard_tanh": piecewise.hard_tanh,
    "leaky_relu": piecewise.leaky_relu,
    "linear": piecewise.linear,
    "log_sigmoid": smooth.log_sigmoid,
    "mish": smooth.mish,
    "relu": piecewise.relu,
    "relu6": piecewise.relu6,
    "selu": smooth.selu,
    "sigmoid": smooth.sigmoid,
    "silu": smooth.silu,
    "soft_shrink": piecewise.soft_shrink,
    "softplus": smooth.softplus,
    "softsign": smooth.softsign,
    "sparse_plus": piecewise.sparse_plus,
    "sparse_sigmoid": piecewise.sparse_sigmoid,
    "squareplus": smooth.squareplus,
    "swish": smooth.silu,
    "tanh": smooth.tanh,
    "tanh_shrink": smooth.tanh_shrink,
    "threshold": piecewise.threshold,
}
MIXING = ("glu", "log_softmax", "softmax", "sparsemax")


def curve_by_name(name):
    """The curve of a Keras activation with its default arguments."""
    if name in MIXING:
        raise ValueError(mixes_units(name))
    if name not in CURVES:
        raise ValueError(
            f"`activation` must be a Keras activation's name, one of "
            f"{', '.join(CURVES)}, or a callable. Received: activation={name!r}."
        )
    return curve_with_arguments(name, {})


def curve_with_arguments(name, arguments):
    """The curve of a Keras activation with these keyword arguments."""
    try:
        inspect.signature(CURVES[name]).bind(**arguments)
    except TypeError as error:
        raise ValueError(
            f"`activation` {name!r} has arguments of its own ({error}): pass "
            f"`functools.partial(keras.activations.{name}, ...)` with all of them. "
            f"Received: {arguments}."
        ) from error
    return CURVES[name](**arguments)


def mixes_units(name):
    """Why there is no gain."""
    return (
        "`activation` must be a function of each number by itself, which keeps the "
        "shape: one that mixes units has no gain. "
        f"Received: activation={name!r}."
    )
