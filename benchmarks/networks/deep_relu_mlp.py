"""A plain deep ReLU network for classification, trained by plain SGD."""

import keras

from keras_nntricks.initializers import MSRA, Xavier

INITIALIZERS = {
    "xavier": lambda: Xavier(mode="fan_in", distribution="untruncated_normal"),
    "he": lambda: MSRA(distribution="untruncated_normal"),
}


def build(
    initializer="he", depth=30, width=64, features=64, classes=10, learning_rate=0.1
):
    """`depth` weight layers, ReLU after all but the last, compiled.

    `initializer` ("xavier" or "he") fills every kernel; biases start at 0.
    """
    layers = [keras.layers.Input((features,))]
    for _ in range(depth - 1):
        kernel = INITIALIZERS[initializer]()
        layers.append(keras.layers.Dense(width, "relu", kernel_initializer=kernel))
    kernel = INITIALIZERS[initializer]()
    layers.append(keras.layers.Dense(classes, kernel_initializer=kernel))
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model
