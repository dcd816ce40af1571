"""Several problems of linear least squares at once, from weights of zero."""

import keras
from keras import ops

from benchmarks.networks.five_optimizers import exact_optimizer_of


def build(optimizer, problems, features, learning_rate):
    """Inputs (problems, features), one prediction per problem, compiled.

    The loss is the sum of the problems' mean squared errors, and the optimizers work
    number by number: each problem is trained as if it were alone.
    """
    layer = keras.layers.EinsumDense(
        "npf,pf->np", (problems,), kernel_initializer="zeros"
    )
    model = keras.Sequential([keras.Input((problems, features)), layer])
    model.compile(exact_optimizer_of(optimizer, learning_rate), summed_error)
    return model


def summed_error(y_true, y_pred):
    """The squared errors of an example, summed over the problems."""
    return ops.sum(ops.square(y_pred - y_true), axis=-1)
