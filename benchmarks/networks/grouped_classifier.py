"""A normalized ReLU classifier of groups of images: its batches are whole groups."""

import keras
from keras import ops

from keras_nntricks.initializers import MSRA
from keras_nntricks.layers import BatchNorm


def build(
    network="mlp",
    normalization="batch",
    micro=None,
    group=20,
    units=100,
    filters=(32, 64, 128),
    shape=(64,),
    classes=10,
    steps=900,
    learning_rate=0.1,
):
    """Takes groups of `group` images, all of a batch normalized together, compiled.

    Args:
        network: "mlp" (three hidden layers of `units`) or "convnet" (two 3 x 3
            convolutions for each of `filters`, the second of stride 2).
        normalization: "batch" or "renorm".
        micro: size of the micro-batches that are normalized one by one, or None.
        group: images of a group.
        units: units of a dense hidden layer.
        filters: of the convolutions.
        shape: of an image.
        classes: number of classes.
        steps: of the training; the limits of "renorm" widen over a quarter of them.
        learning_rate: of plain SGD.
    """

    def norm():
        limits = clipping(steps) if normalization == "renorm" else None
        return BatchNorm(
            renorm=normalization == "renorm",
            renorm_clipping=limits,
            virtual_batch_size=micro,
        )

    groups = keras.layers.Input((group, *shape))
    hidden = ops.reshape(groups, (-1, *shape))
    sizes = {"mlp": (units,) * 3, "convnet": filters}
    for layer in HIDDEN[network](sizes[network], norm):
        hidden = layer(hidden)
    logits = keras.layers.Dense(classes, kernel_initializer=MSRA())(hidden)
    model = keras.Model(groups, ops.reshape(logits, (-1, group, classes)))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.SGD(learning_rate), loss, metrics=["accuracy"])
    return model


def clipping(steps):
    """The paper's limits, which widen over 40,000 of about 160,000 steps."""
    start, middle, end = (max(steps * part // 32, part) for part in (1, 5, 8))
    return {"rmax": [[start, 1.0], [end, 3.0]], "dmax": [[start, 0.0], [middle, 5.0]]}


def _dense_layers(sizes, norm):
    for units in sizes:
        kernel = MSRA()
        yield keras.layers.Dense(units, use_bias=False, kernel_initializer=kernel)
        yield norm()
        yield keras.layers.ReLU()


def _convolutions(sizes, norm):
    for filters in sizes:
        for strides in (1, 2):
            yield keras.layers.Conv2D(
                filters,
                3,
                strides,
                padding="same",
                use_bias=False,
                kernel_initializer=MSRA(),
            )
            yield norm()
            yield keras.layers.ReLU()
    yield keras.layers.GlobalAveragePooling2D()


HIDDEN = {"mlp": _dense_layers, "convnet": _convolutions}
