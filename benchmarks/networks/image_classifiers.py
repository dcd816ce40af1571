"""A small dense classifier and a small VGG, for any of the five optimizers."""

import keras

from benchmarks.networks.five_optimizers import optimizer_of

FILTERS = (64, 128, 256)


def dense(width, features, classes):
    """Two hidden layers of ReLUs."""
    hidden = [
        keras.layers.Dense(width, "relu", kernel_initializer="he_normal")
        for _ in range(2)
    ]
    return [keras.Input((features,)), *hidden, keras.layers.Dense(classes)]


def vgg(width, shape, classes):
    """Three stages of two 3 x 3 convolutions with batch normalization, dropout."""
    layers = [keras.Input(shape)]
    for filters in FILTERS:
        layers += [*_convolution(filters), *_convolution(filters)]
        layers.append(keras.layers.MaxPooling2D())
    layers += [keras.layers.Flatten(), keras.layers.Dropout(0.5)]
    layers.append(keras.layers.Dense(width, "relu", kernel_initializer="he_normal"))
    return [*layers, keras.layers.Dropout(0.5), keras.layers.Dense(classes)]


def _convolution(filters):
    return (
        keras.layers.Conv2D(
            filters, 3, padding="same", use_bias=False, kernel_initializer="he_normal"
        ),
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(),
    )


NETWORKS = {
    "dense": lambda width: dense(width, 64, 10),
    "vgg": lambda width: vgg(width, (32, 32, 3), 10),
}


def build(optimizer, learning_rate, network="dense", width=64, steps_per_decay=None):
    """The network of that name, compiled."""
    model = keras.Sequential(NETWORKS[network](width))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer_of(optimizer, learning_rate, steps_per_decay), loss)
    return model
