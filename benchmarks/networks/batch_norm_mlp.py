"""The dense ReLU network of the batch-size paper (F1), batch-normalized."""

import keras

from keras_nntricks.initializers import MSRA
from keras_nntricks.layers import BatchNorm

DROPS_AT = (0.2, 0.4, 0.6)


def build(
    layers=5,
    units=512,
    features=784,
    classes=10,
    ghost=None,
    learning_rate=0.1,
    steps=1000,
):
    """`layers` hidden layers, SGD with momentum 0.9, compiled.

    `ghost` is the size of the ghost batches, or None. The rate falls to a tenth after
    a fifth, two fifths and three fifths of `steps`.
    """
    stack = [keras.layers.Input((features,))]
    for _ in range(layers):
        kernel = MSRA()
        stack += [
            keras.layers.Dense(units, use_bias=False, kernel_initializer=kernel),
            BatchNorm(virtual_batch_size=ghost),
            keras.layers.ReLU(),
        ]
    stack.append(keras.layers.Dense(classes, kernel_initializer=MSRA()))
    model = keras.Sequential(stack)
    model.compile(
        keras.optimizers.SGD(falling(learning_rate, steps), momentum=0.9),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def falling(rate, steps):
    """Three drops, at the paper's shares of the training."""
    drops = [round(share * steps) for share in DROPS_AT]
    rates = [rate * 0.1**drop for drop in range(len(drops) + 1)]
    return keras.optimizers.schedules.PiecewiseConstantDecay(drops, rates)
