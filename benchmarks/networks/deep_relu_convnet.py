"""A plain deep ReLU convnet after He et al.: 3 x 3 convolutions, three dense layers."""

import keras

from benchmarks.networks.deep_relu_mlp import INITIALIZERS

DENSE_LAYERS = 3


def build(
    initializer="he",
    depth=30,
    filters=64,
    units=256,
    shape=(32, 32, 3),
    classes=10,
    learning_rate=0.01,
):
    """`depth` weight layers: `depth - 3` convolutions in three stages, then dense.

    Each stage ends in 2 x 2 max pooling; the last feature map is averaged over its
    positions. `initializer` ("xavier" or "he") fills every kernel; biases start at 0.
    """
    layers = [keras.layers.Input(shape)]
    for convolutions in _stages(depth - DENSE_LAYERS):
        layers += [_convolution(filters, initializer) for _ in range(convolutions)]
        layers.append(keras.layers.MaxPooling2D())
    layers.append(keras.layers.GlobalAveragePooling2D())
    layers += [_dense(units, initializer, "relu") for _ in range(DENSE_LAYERS - 1)]
    model = keras.Sequential([*layers, _dense(classes, initializer)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model


def _stages(convolutions):
    """Three numbers that add up to `convolutions`, as even as can be."""
    return [(convolutions + stage) // 3 for stage in range(3)]


def _convolution(filters, initializer):
    kernel = INITIALIZERS[initializer]()
    return keras.layers.Conv2D(
        filters, 3, padding="same", activation="relu", kernel_initializer=kernel
    )


def _dense(units, initializer, activation=None):
    kernel = INITIALIZERS[initializer]()
    return keras.layers.Dense(units, activation, kernel_initializer=kernel)
