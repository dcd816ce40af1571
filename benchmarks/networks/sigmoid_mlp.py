"""The sigmoid network of the batch normalization paper's first figure."""

import keras

from benchmarks.networks.percentile_recorder import PercentileRecorder
from keras_nntricks.initializers import Xavier
from keras_nntricks.layers import BatchNorm

INITIALIZERS = {
    "gaussian": lambda: keras.initializers.RandomNormal(0.0, 0.01),
    "xavier": lambda: Xavier(distribution="untruncated_normal"),
}
MOMENTUM = 0.9


def build(
    initializer="gaussian",
    normalization="none",
    units=100,
    features=64,
    classes=10,
    learning_rate=0.1,
    recorded=(),
):
    """Three hidden layers of sigmoids, plain SGD, compiled.

    `initializer` ("gaussian", of standard deviation 0.01, or "xavier") fills every
    kernel. `normalization` "batch" normalizes the inputs of the sigmoids. `recorded`,
    the epochs and the steps of each, keeps percentiles of those of the last layer.
    """
    layers = [keras.layers.Input((features,))]
    for place in range(3):
        layers += _sum(initializer, normalization, units)
        if recorded and place == 2:
            layers.append(PercentileRecorder(*recorded))
        layers.append(keras.layers.Activation("sigmoid"))
    kernel = INITIALIZERS[initializer]()
    layers.append(keras.layers.Dense(classes, kernel_initializer=kernel))
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model


def _sum(initializer, normalization, units):
    """What a sigmoid gets; beta takes the place of the bias."""
    normalized = normalization == "batch"
    kernel = INITIALIZERS[initializer]()
    dense = keras.layers.Dense(
        units, use_bias=not normalized, kernel_initializer=kernel
    )
    return [dense, BatchNorm(momentum=MOMENTUM)] if normalized else [dense]
