"""Small models with WeightNorm layers, of each kind."""

import keras
import numpy as np
from keras import layers

from keras_nntricks.layers import WeightNorm


def _dense(units, name, **kwargs):
    return WeightNorm(layers.Dense(units, **kwargs), name=name)


def sequential():
    hidden = _dense(8, "first", activation="relu")
    return keras.Sequential([keras.Input((6,)), hidden, _dense(4, "last")])


def functional():
    """A layer that is used twice, and a branch without a bias."""
    inputs = keras.Input((6,))
    shared = _dense(6, "shared", activation="tanh")
    x = shared(shared(inputs))
    x = layers.Add(name="add")([x, _dense(6, "branch", use_bias=False)(x)])
    return keras.Model(inputs, _dense(3, "last")(x))


class Subclassed(keras.Model):
    """Layers that are called in another order than they are made."""

    def __init__(self):
        super().__init__()
        self.last = _dense(4, "last")
        self.blocks = [_dense(8, "first", activation="tanh")]

    def call(self, inputs):
        return self.last(self.blocks[0](inputs))


def subclassed():
    model = Subclassed()
    model(np.zeros((2, 6), "float32"))
    return model


KINDS = {
    "sequential": sequential,
    "functional": functional,
    "subclassed": subclassed,
}
