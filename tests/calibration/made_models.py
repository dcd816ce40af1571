"""Small models of each kind, with layers of known names."""

import keras
import numpy as np
from keras import layers


def batch(examples=64, shape=(6,), seed=0):
    """Inputs that are neither centred nor of unit variance."""
    generator = np.random.default_rng(seed)
    return (3 * generator.normal(size=(examples, *shape)) + 1).astype("float32")


def sequential():
    return keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(16, activation="relu", name="first"),
            layers.Dense(4, name="last"),
        ]
    )


def functional():
    """A residual branch and a layer that is used twice."""
    inputs = keras.Input((6,))
    shared = layers.Dense(6, name="shared")
    x = shared(shared(inputs))
    branch = layers.ReLU(name="relu")(layers.Dense(12, name="inner")(x))
    x = layers.Add(name="add")([x, layers.Dense(6, name="outer")(branch)])
    return keras.Model(inputs, layers.Dense(3, name="last")(x))


class Subclassed(keras.Model):
    """Layers that are called in another order than they are made, one in a list."""

    def __init__(self):
        super().__init__()
        self.last = layers.Dense(4, name="last")
        self.blocks = [layers.Dense(8, activation="tanh", name="first")]
        self.norm = layers.BatchNormalization(name="norm")

    def call(self, inputs, training=None):
        x = self.norm(self.blocks[0](inputs), training=training)
        return self.last(x)


def subclassed():
    model = Subclassed()
    model(batch(2))
    return model


def nested():
    inner = keras.Sequential(
        [keras.Input((6,)), layers.Dense(5, name="inside")], name="inner"
    )
    inputs = keras.Input((6,))
    return keras.Model(inputs, layers.Dense(2, name="last")(inner(inputs)))


KINDS = {f.__name__: f for f in (sequential, functional, subclassed, nested)}


def residual_block():
    inputs = keras.Input((6,))
    branch = layers.Dense(12, activation="relu", name="inner")(inputs)
    branch = layers.Dense(6, name="outer")(branch)
    return keras.Model(inputs, layers.Add()([inputs, branch]), name="block")


def residual_sequential():
    last = layers.Dense(3, name="last")
    return keras.Sequential([keras.Input((6,)), residual_block(), last])


class ResidualSubclassed(keras.Model):
    """A block of its own class around a graph."""

    def __init__(self):
        super().__init__()
        self.block = residual_block()

    def call(self, inputs):
        return self.block(inputs)


def residual_subclassed():
    model = ResidualSubclassed()
    model(batch(2))
    return model


RESIDUAL = {
    "sequential": residual_sequential,
    "functional": functional,
    "subclassed": residual_subclassed,
}
