"""A deep sigmoid autoencoder with few, large weights per unit."""

import keras

from benchmarks.networks.momentum_ramp import MomentumRamp
from keras_nntricks.initializers import Sparse
from keras_nntricks.optimizers import SGD

# Of the momentum over a training: it may be 0.995 from the 100th, halfway, on.
CHANGES = 200


def build(
    momentum=0.99,
    nesterov=True,
    scale=1.0,
    lowered=0.0,
    steps=1000,
    units=(48, 24, 8),
    features=64,
    learning_rate=1.0,
):
    """Encoder of `units`, the same layers back, sigmoid throughout, compiled.

    Each unit has 15 weights from N(0, scale^2) and no bias at the start. The loss is
    the squared error, mean over the pixels. `momentum` is the maximum of the ramp,
    lowered for the last share `lowered` of the `steps` steps.
    """
    sizes = (*units, *reversed(units[:-1]), features)
    model = keras.Sequential(
        [keras.layers.Input((features,)), *(_layer(size, scale) for size in sizes)]
    )
    ramp = MomentumRamp(momentum, steps / CHANGES, round((1 - lowered) * steps))
    model.compile(ramp.given_to(SGD(learning_rate, ramp, nesterov)), "mse")
    return model


def _layer(units, scale):
    return keras.layers.Dense(units, "sigmoid", kernel_initializer=Sparse(15, scale))
