"""Small models with batch normalization, of each kind."""

import keras
from keras import layers

from tests.calibration.made_models import batch


def sequential():
    return keras.Sequential(
        [
            keras.Input((6,)),
            layers.Dense(4),
            layers.BatchNormalization(name="norm"),
        ]
    )


def functional():
    """A layer that is called twice, and one with a moving mean of its own."""
    inputs = keras.Input((6,))
    shared = layers.BatchNormalization(name="shared")
    x = layers.Dense(6, activation="tanh")(shared(inputs))
    return keras.Model(inputs, layers.BatchNormalization(name="last")(shared(x)))


class Subclassed(keras.Model):
    """Layers that are called in another order than they are made."""

    def __init__(self):
        super().__init__()
        self.last = layers.BatchNormalization(name="last")
        self.first = layers.BatchNormalization(name="first")

    def call(self, inputs, training=None):
        return self.last(self.first(inputs, training=training), training=training)


def subclassed():
    model = Subclassed()
    model(batch(2))
    return model


KINDS = {
    "sequential": sequential,
    "functional": functional,
    "subclassed": subclassed,
}
