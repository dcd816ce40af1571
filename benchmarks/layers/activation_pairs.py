"""Activations, as functions and as layers, and maxout."""

import keras

from benchmarks.layers.composed import (
    Chain,
    RandomLeaky,
    WithWeights,
    concatenated_relu,
    largest_piece,
    s_shaped,
)
from benchmarks.layers.pair import Pair, everywhere
from keras_nntricks import activations, layers

IMAGES = (64, 32, 32, 64)


def _against_elu(name, make, targets):
    return Pair(
        name.lower(), name, "keras ELU", make, keras.layers.ELU, IMAGES, targets
    )


def _against_function(name):
    return Pair(
        f"{name}_function",
        f"activations.{name}",
        f"keras.ops.{name}",
        lambda: Chain(getattr(activations, name)),
        lambda: Chain(getattr(keras.ops, name)),
        IMAGES,
    )


def _against_composed(name, reference, make_reference, **arguments):
    return Pair(
        name.lower(),
        name,
        reference,
        lambda: getattr(layers, name)(**arguments),
        make_reference,
        IMAGES,
    )


def _maxout_dense(name, reference, make_reference, targets):
    return Pair(
        name,
        "MaxoutDense(512, num_pieces=4)",
        reference,
        lambda: layers.MaxoutDense(512, num_pieces=4),
        make_reference,
        (128, 512),
        targets,
    )


PAIRS = (
    _against_function("elu"),
    _against_function("selu"),
    _against_elu("ELU", lambda: layers.ELU(), {}),
    _against_elu("CELU", lambda: layers.CELU(), everywhere(1.15)),
    _against_elu("PELU", lambda: layers.PELU(), everywhere(1.15)),
    _against_elu("MPELU", lambda: layers.MPELU(), everywhere(1.5)),
    _against_composed(
        "PReLU",
        "keras PReLU(shared_axes=[1, 2])",
        lambda: keras.layers.PReLU(shared_axes=[1, 2]),
    ),
    _against_composed(
        "RReLU", "keras.random.uniform, where", lambda: RandomLeaky(1 / 8, 1 / 3)
    ),
    _against_composed(
        "SReLU", "where, where", lambda: WithWeights(s_shaped, -1.0, 0.2, 1.0, 0.5)
    ),
    _against_composed(
        "CReLU", "relu, relu, concatenate", lambda: Chain(concatenated_relu)
    ),
    _against_composed(
        "TLU", "keras.ops.maximum", lambda: WithWeights(keras.ops.maximum, 0.0)
    ),
    _maxout_dense(
        "maxout_dense",
        "keras Dense(2048), reshape to (512, 4), max",
        lambda: Chain(keras.layers.Dense(2048), largest_piece(512, 4)),
        everywhere(0.9),
    ),
    _maxout_dense(
        "maxout_dense_against_matmul",
        "keras Dense(2048, use_bias=False) alone",
        lambda: keras.layers.Dense(2048, use_bias=False),
        {},
    ),
    Pair(
        "maxout_conv",
        "MaxoutConv2D(32, 3, num_pieces=2)",
        "keras Conv2D(64, 3), reshape to (32, 2), max",
        lambda: layers.MaxoutConv2D(32, 3, num_pieces=2),
        lambda: Chain(keras.layers.Conv2D(64, 3), largest_piece(32, 2)),
        (32, 32, 32, 16),
    ),
    Pair(
        "maxout",
        "Maxout(num_pieces=4)",
        "reshape to (16, 4), max",
        lambda: layers.Maxout(num_pieces=4),
        lambda: Chain(largest_piece(16, 4)),
        IMAGES,
    ),
)
