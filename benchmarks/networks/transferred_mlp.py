"""A dense network that may begin with learned features, and may keep them."""

import keras

from keras_nntricks.initializers import MSRA


def build(
    width=64, features=64, classes=5, learning_rate=0.03, start=None, trained="all"
):
    """Two hidden ReLU layers of `width` units, SGD with momentum 0.9, compiled.

    Args:
        width: units of a hidden layer.
        features: numbers of an example.
        classes: number of labels.
        learning_rate: of SGD.
        start: weights of the hidden layers (kernel, bias, kernel, bias), or None for
            He's. The last layer is always new.
        trained: "all", or "top" for the last layer alone.
    """
    hidden = [
        keras.layers.Dense(width, "relu", kernel_initializer=MSRA()) for _ in range(2)
    ]
    body = keras.Sequential([keras.layers.Input((features,)), *hidden])
    if start is not None:
        body.set_weights(start)
    body.trainable = trained == "all"
    top = keras.layers.Dense(classes, kernel_initializer=MSRA())
    model = keras.Sequential([keras.layers.Input((features,)), *hidden, top])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(learning_rate, 0.9)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model
