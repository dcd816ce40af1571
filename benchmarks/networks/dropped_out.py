"""Dense and convolutional networks that drop units, whole maps, or nothing."""

import math

import keras

from keras_nntricks.initializers import MSRA

DROPOUTS = {
    "units": keras.layers.Dropout,
    "maps": keras.layers.SpatialDropout2D,
}


def build(
    network="dense",
    dropout="none",
    rate=0.5,
    width=100,
    features=64,
    classes=10,
    learning_rate=0.03,
):
    """ReLU, He's weights, SGD with momentum 0.9, compiled.

    Args:
        network: "dense": two hidden layers of `width` units. "convnet": 3 x 3
            convolutions of `width` and `2 * width` filters, pooled by 2 between them,
            on square images of one channel.
        dropout: after each hidden layer: "none", "units" (each number by itself) or
            "maps" (whole feature maps; convnet alone).
        rate: share that is dropped.
        width: see `network`.
        features: numbers of an example.
        classes: number of labels.
        learning_rate: of SGD.
    """
    layers = []
    for hidden in LAYERS[network](width, features):
        layers += hidden
        if dropout != "none":
            layers.append(DROPOUTS[dropout](rate))
    last = keras.layers.Dense(classes, kernel_initializer=MSRA())
    start = keras.layers.Input((features,))
    model = keras.Sequential([start, *layers, keras.layers.Flatten(), last])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(learning_rate, 0.9)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def _dense(width, features):
    del features
    return [
        [keras.layers.Dense(width, "relu", kernel_initializer=MSRA())] for _ in range(2)
    ]


def _convolutions(width, features):
    side = math.isqrt(features)
    first, second = (
        keras.layers.Conv2D(
            filters, 3, padding="same", activation="relu", kernel_initializer=MSRA()
        )
        for filters in (width, 2 * width)
    )
    images = keras.layers.Reshape((side, side, 1))
    return [images, first], [keras.layers.MaxPooling2D(2), second]


LAYERS = {"dense": _dense, "convnet": _convolutions}
