"""A dense classifier with dropout and max-norm, of rectifiers or of maxout units."""

import itertools

import keras

from keras_nntricks.constraints import MaxNorm
from keras_nntricks.initializers import MSRA
from keras_nntricks.layers import MaxoutDense

# Pieces per unit, and whether the layers are narrowed until the net has no more
# weights than that of rectifiers.
HIDDEN = {
    "relu": (1, False),
    "maxout": (2, False),
    "narrow-maxout": (2, True),
    "maxout-5": (5, False),
}
LONGEST = 1.9365
INPUTS_DROPPED, UNITS_DROPPED = 0.2, 0.5


def build(
    hidden="maxout",
    width=240,
    depth=2,
    shape=(64,),
    classes=10,
    learning_rate=0.1,
    momentum=0.7,
):
    """`depth` hidden layers and a softmax, compiled.

    `hidden` names the units: "relu"; "maxout", two pieces at the same width;
    "narrow-maxout", two pieces at the same number of weights; "maxout-5", five
    pieces at the same width. The weights behind each output stay within a length.
    """
    inputs = keras.Input(tuple(shape))
    signal = keras.layers.Flatten()(inputs)
    pieces, narrowed = HIDDEN[hidden]
    if narrowed:
        width = narrow_width(signal.shape[-1], width, depth, classes, pieces)
    signal = keras.layers.Dropout(INPUTS_DROPPED)(signal)
    for _ in range(depth):
        signal = _units(width, pieces, hidden)(signal)
        signal = keras.layers.Dropout(UNITS_DROPPED)(signal)
    logits = keras.layers.Dense(classes, kernel_constraint=MaxNorm(LONGEST))(signal)
    model = keras.Model(inputs, logits)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.SGD(learning_rate, momentum=momentum)
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def _units(width, pieces, hidden):
    if hidden != "relu":
        return MaxoutDense(width, pieces, kernel_constraint=MaxNorm(LONGEST))
    return keras.layers.Dense(
        width,
        "relu",
        kernel_initializer=MSRA(),
        kernel_constraint=MaxNorm(LONGEST),
    )


def number_of_weights(inputs, width, depth, classes, pieces):
    """All weights and biases of such a network.

    >>> number_of_weights(2, 3, 1, 4, 5)
    61
    """
    sizes = itertools.pairwise((inputs, *[width] * depth))
    hidden = sum(pieces * units * (before + 1) for before, units in sizes)
    return hidden + classes * (width + 1)


def narrow_width(inputs, width, depth, classes, pieces):
    """The widest layers with no more weights than rectifiers of `width`."""
    allowed = number_of_weights(inputs, width, depth, classes, 1)
    fits = (
        units
        for units in range(width, 1, -1)
        if number_of_weights(inputs, units, depth, classes, pieces) <= allowed
    )
    return next(fits, 1)
