"""A dense ReLU network whose learning rate falls along half a cosine."""

import keras

from keras_nntricks.initializers import MSRA


def build(steps, width=100, features=64, classes=10, learning_rate=0.1, start=None):
    """Two hidden layers of `width` units, SGD with momentum 0.9, compiled.

    Args:
        steps: after so many the rate is 0.
        width: units of a hidden layer.
        features: numbers of an example.
        classes: number of labels.
        learning_rate: before the first step.
        start: weights to begin with, as `get_weights` gives them, or None for He's.
    """
    layers = [
        keras.layers.Dense(units, activation, kernel_initializer=MSRA())
        for units, activation in ((width, "relu"), (width, "relu"), (classes, None))
    ]
    model = keras.Sequential([keras.layers.Input((features,)), *layers])
    if start is not None:
        model.set_weights(start)
    rate = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(rate, 0.9), loss, metrics=["accuracy"])
    return model
