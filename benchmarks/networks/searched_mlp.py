"""A network of one hidden layer whose training has four numbers to choose."""

import keras

from keras_nntricks.initializers import Xavier


def build(
    units=32,
    features=64,
    classes=10,
    learning_rate=0.1,
    momentum=0.9,
    weight_decay=1e-4,
    initial_scale=1.0,
):
    """`features`-`units`-`classes` with tanh, SGD with momentum, compiled.

    `initial_scale` multiplies Xavier's weights; `weight_decay` is decoupled: each
    step takes away `learning_rate * weight_decay` of every weight.
    """
    hidden, last = (
        keras.layers.Dense(
            width, activation, kernel_initializer=Xavier(gain=initial_scale)
        )
        for width, activation in ((units, "tanh"), (classes, None))
    )
    model = keras.Sequential([keras.layers.Input((features,)), hidden, last])
    optimizer = keras.optimizers.SGD(learning_rate, momentum, weight_decay=weight_decay)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model
